//! Rows in memory, for tests of handlers. They pass the same contract suite as those in `DynamoDB`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use accommodation_contracts::ReservationNumber;
use platform::store::StoreError;

use super::Rows;
use crate::domain::{Month, Partition, Position, Row, SliceUpdate, shard_of};

type Contents = HashMap<ReservationNumber, Row>;

/// Rows in memory. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryRows(Arc<Mutex<Contents>>);

impl MemoryRows {
    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rows for MemoryRows {
    async fn update(&self, update: &SliceUpdate) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let row = contents.remove(update.row()).unwrap_or_default();
        contents.insert(update.row().clone(), row.with(update));
        Ok(())
    }

    async fn get(&self, number: &ReservationNumber) -> Result<Option<Row>, StoreError> {
        Ok(self.contents().get(number).cloned())
    }

    async fn list(&self, partition: &Partition, before: &Position, limit: usize) -> Result<Vec<Row>, StoreError> {
        let contents = self.contents();
        let mut found: Vec<(Position, &Row)> = contents
            .values()
            .filter(|row| is_in(partition, row))
            .filter_map(|row| Some((Position::of(&row.reservation.as_ref()?.state), row)))
            .filter(|(position, _)| position < before)
            .collect();
        found.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
        Ok(found.into_iter().take(limit).map(|(_, row)| row.clone()).collect())
    }
}

fn is_in(partition: &Partition, row: &Row) -> bool {
    row.reservation.as_ref().is_some_and(|reservation| {
        let state = &reservation.state;
        match partition {
            Partition::Customer(customer, status) => {
                *customer == state.customer_id && status.is_none_or(|status| status == state.reserve_status)
            }
            Partition::Month(month, shard, status) => {
                *month == Month::of(state.created_at)
                    && *shard == shard_of(&state.reservation_number)
                    && status.is_none_or(|status| status == state.reserve_status)
            }
        }
    })
}
