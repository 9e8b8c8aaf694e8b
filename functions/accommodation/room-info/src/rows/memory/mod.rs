//! Rows, rooms and accounts in memory, for tests of handlers. They pass the same contract suite as those in `DynamoDB`.

mod earnings;
mod rooms;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use accommodation_contracts::{CustomerId, ReservationNumber, RoomNumber, room::RoomState};
use platform::{
    listing::{Month, Position, shard_of},
    store::StoreError,
};

use super::Rows;
use crate::domain::{Partition, Row, Slice, SliceUpdate, Versioned, points_gained};

#[derive(Debug, Default)]
struct Contents {
    rows: HashMap<ReservationNumber, Row>,
    rooms: HashMap<RoomNumber, Versioned<RoomState>>,
    points: HashMap<CustomerId, i128>,
}

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
        let row = contents.rows.remove(update.row()).unwrap_or_default();
        if let Slice::Promotion(promotion) = &update.slice
            && let Some(gained) = points_gained(row.promotion.as_ref(), update, promotion)
        {
            *contents.points.entry(promotion.customer_id.clone()).or_default() += gained;
        }
        contents.rows.insert(update.row().clone(), row.with(update));
        Ok(())
    }

    async fn get(&self, number: &ReservationNumber) -> Result<Option<Row>, StoreError> {
        Ok(self.contents().rows.get(number).cloned())
    }

    async fn list(&self, partition: &Partition, before: &Position, limit: usize) -> Result<Vec<Row>, StoreError> {
        let contents = self.contents();
        let rows = contents.rows.values().filter(|row| is_in(partition, row));
        let rows = rows.filter_map(|row| Some((row.position()?, row.clone())));
        Ok(newest_first(rows.collect(), before, limit))
    }
}

fn newest_first<T>(mut found: Vec<(Position, T)>, before: &Position, limit: usize) -> Vec<T> {
    found.retain(|(position, _)| position < before);
    found.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
    found.into_iter().take(limit).map(|(_, item)| item).collect()
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
                    && *shard == shard_of(state.reservation_number.as_str())
                    && status.is_none_or(|status| status == state.reserve_status)
            }
        }
    })
}
