//! On every event of reservations, payments and promotions: brings the slice that it is about up to date.

use std::collections::HashMap;

use accommodation_contracts::ReservationNumber;
use futures::{StreamExt, stream};
use platform::{queue::Delivered, store::StoreError};
use serde_json::Value;

use crate::{
    domain::{NoSlice, Slice, SliceUpdate},
    rows::Rows,
};

/// How many slices are written at once.
const CONCURRENCY: usize = 10;

/// Why an event is not in its row.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotProjected {
    /// It is none that rows are made of.
    #[error("{0}")]
    NoSlice(String),
    /// The row could not be written.
    #[error("the row was not written: {0}")]
    NotWritten(String),
}

/// Writes each slice that the batch is about once, from its newest event: so round trips grow with rows, not with
/// messages.
pub async fn handle<R: Rows>(rows: R, events: Vec<Delivered<Value>>) -> Vec<Result<(), NotProjected>> {
    let updates: Vec<Result<SliceUpdate, NoSlice>> =
        events.into_iter().map(|delivered| SliceUpdate::of(delivered.event)).collect();
    let newest = newest_of_each_slice(updates.iter().flatten());
    let writes: Vec<_> = newest.into_iter().map(|(key, update)| write(rows.clone(), key, update)).collect();
    let written: HashMap<_, Result<(), StoreError>> = stream::iter(writes).buffered(CONCURRENCY).collect().await;
    let outcome = |update: &Result<SliceUpdate, NoSlice>| match update {
        Err(error) => Err(NotProjected::NoSlice(platform::telemetry::chain(error))),
        Ok(update) => match written.get(&slice_key(update)) {
            Some(Err(error)) => Err(NotProjected::NotWritten(platform::telemetry::chain(error))),
            Some(Ok(())) | None => Ok(()),
        },
    };
    updates.iter().map(outcome).collect()
}

async fn write<R: Rows>(rows: R, key: SliceKey, update: SliceUpdate) -> (SliceKey, Result<(), StoreError>) {
    let written = rows.update(&update).await;
    (key, written)
}

type SliceKey = (ReservationNumber, &'static str);

fn slice_key(update: &SliceUpdate) -> SliceKey {
    let source = match update.slice {
        Slice::Reservation(_) => "reservation",
        Slice::Payment(_) => "payment",
        Slice::Promotion(_) => "promotion",
    };
    (update.row().clone(), source)
}

fn newest_of_each_slice<'a>(updates: impl Iterator<Item = &'a SliceUpdate>) -> HashMap<SliceKey, SliceUpdate> {
    let mut newest: HashMap<SliceKey, SliceUpdate> = HashMap::new();
    for update in updates {
        let kept = newest.entry(slice_key(update)).or_insert_with(|| update.clone());
        if update.replaces(kept.version) {
            *kept = update.clone();
        }
    }
    newest
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use kernel::{AggregateRef, Envelope, EventId};
    use platform::queue;
    use serde_json::json;
    use testing::deliver;

    use super::*;
    use crate::{
        domain::{Partition, Position, Row, fixtures::booking},
        rows::MemoryRows,
    };

    /// Rows that count how often they are written, and cannot be while `down`.
    #[derive(Debug, Clone, Default)]
    struct CountedRows {
        rows: MemoryRows,
        writes: Arc<AtomicUsize>,
        down: bool,
    }

    impl Rows for CountedRows {
        async fn update(&self, update: &SliceUpdate) -> Result<(), StoreError> {
            self.writes.fetch_add(1, Ordering::Relaxed);
            if self.down { Err(StoreError::Contended) } else { self.rows.update(update).await }
        }

        async fn get(&self, number: &ReservationNumber) -> Result<Option<Row>, StoreError> {
            self.rows.get(number).await
        }

        async fn list(&self, partition: &Partition, before: &Position, limit: usize) -> Result<Vec<Row>, StoreError> {
            self.rows.list(partition, before, limit).await
        }
    }

    fn event(update: &SliceUpdate) -> Value {
        let (kind, data) = match &update.slice {
            Slice::Reservation(state) => ("Reservation", json!(state)),
            Slice::Payment(state) => ("Payment", json!(state)),
            Slice::Promotion(state) => ("Promotion", json!(state)),
        };
        let aggregate = AggregateRef { kind: kind.into(), id: "1".into(), version: update.version };
        json!({ "detail": Envelope {
            event_id: EventId::of(&aggregate), event_type: "Any".into(), schema_version: 1,
            occurred_at: update.occurred_at, aggregate, correlation_id: "c".into(), causation_id: "request/1".into(),
            replay: update.replay, data,
        }})
    }

    #[tokio::test]
    async fn a_batch_writes_each_slice_once_and_ends_in_the_same_row() {
        let rows = CountedRows::default();
        let function = queue::batch_function("project-room-info", rows.clone(), handle);
        let events: Vec<Value> = booking().iter().rev().chain(booking().iter()).map(event).collect();
        assert!(deliver(&function, &events).await.is_empty());
        assert_eq!(rows.writes.load(Ordering::Relaxed), 3);
        let expected = booking().iter().fold(Row::default(), Row::with);
        assert_eq!(rows.get(booking()[0].row()).await.unwrap(), Some(expected));
    }

    #[tokio::test]
    async fn only_what_is_no_slice_comes_back() {
        let function = queue::batch_function("project-room-info", CountedRows::default(), handle);
        let mut foreign = event(&booking()[0]);
        foreign["detail"]["aggregate"]["type"] = json!("Weather");
        let mut broken = event(&booking()[0]);
        broken["detail"]["data"] = json!({});
        assert_eq!(deliver(&function, &[foreign, event(&booking()[0]), broken]).await, [0, 2]);
    }

    #[tokio::test]
    async fn what_could_not_be_written_comes_back() {
        let rows = CountedRows { down: true, ..CountedRows::default() };
        let function = queue::batch_function("project-room-info", rows, handle);
        let events: Vec<Value> = booking().iter().map(event).collect();
        assert_eq!(deliver(&function, &events).await, [0, 1, 2, 3, 4]);
    }
}
