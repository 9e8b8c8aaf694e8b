use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use accommodation_contracts::{
    ReservationNumber, RoomNumber,
    room::{RoomState, RoomStatus},
    samples::room,
};
use kernel::{AggregateRef, DateRange, Envelope, EventId};
use platform::{listing::Position, queue};
use serde_json::json;
use testing::deliver;

use super::*;
use crate::{
    domain::{
        Partition, RoomUpdate, Row, Shelf, Slice, SliceUpdate, Stretch, Update,
        fixtures::{booking, room_update},
    },
    rows::MemoryRows,
};

/// Rows that count how often they are written, and cannot be while `down`.
#[derive(Debug, Clone, Default)]
struct CountedRows {
    rows: MemoryRows,
    writes: Arc<AtomicUsize>,
    down: bool,
}

impl CountedRows {
    fn count(&self) -> Result<(), StoreError> {
        self.writes.fetch_add(1, Ordering::Relaxed);
        if self.down { Err(StoreError::Contended) } else { Ok(()) }
    }
}

impl Rows for CountedRows {
    async fn update(&self, update: &SliceUpdate) -> Result<(), StoreError> {
        self.count()?;
        self.rows.update(update).await
    }

    async fn get(&self, number: &ReservationNumber) -> Result<Option<Row>, StoreError> {
        self.rows.get(number).await
    }

    async fn list(&self, partition: &Partition, before: &Position, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.rows.list(partition, before, limit).await
    }
}

impl Rooms for CountedRows {
    async fn put(&self, update: &RoomUpdate) -> Result<(), StoreError> {
        self.count()?;
        self.rows.put(update).await
    }

    async fn find(&self, number: &RoomNumber) -> Result<Option<RoomState>, StoreError> {
        self.rows.find(number).await
    }

    async fn cheapest(&self, from: &Shelf, stretch: &Stretch, limit: usize) -> Result<Vec<RoomState>, StoreError> {
        self.rows.cheapest(from, stretch, limit).await
    }

    async fn stays(&self, room: &RoomNumber, range: DateRange) -> Result<Vec<DateRange>, StoreError> {
        self.rows.stays(room, range).await
    }
}

fn message<S>(kind: &str, update: &Update<S>, data: &Value) -> Value {
    let aggregate = AggregateRef { kind: kind.into(), id: "1".into(), version: update.version };
    json!({ "detail": Envelope {
        event_id: EventId::of(&aggregate), event_type: "Any".into(), schema_version: 1,
        occurred_at: update.occurred_at, aggregate, correlation_id: "c".into(), causation_id: "request/1".into(),
        replay: update.replay, data,
    }})
}

fn event(update: &SliceUpdate) -> Value {
    match &update.slice {
        Slice::Reservation(state) => message("Reservation", update, &json!(state)),
        Slice::Payment(state) => message("Payment", update, &json!(state)),
        Slice::Promotion(state) => message("Promotion", update, &json!(state)),
    }
}

fn room_event(state: &RoomState, version: u64) -> Value {
    message("Room", &room_update(state.clone(), version), &json!(state))
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
async fn a_batch_writes_each_room_once_as_it_was_last() {
    let rows = CountedRows::default();
    let function = queue::batch_function("project-room-info", rows.clone(), handle);
    let closed = RoomState { room_status: RoomStatus::OutOfService, ..room() };
    let events = [room_event(&closed, 2), event(&booking()[0]), room_event(&room(), 1)];
    assert!(deliver(&function, &events).await.is_empty());
    assert_eq!(rows.writes.load(Ordering::Relaxed), 2);
    assert_eq!(rows.find(&closed.room_number).await.unwrap(), Some(closed));
}

#[tokio::test]
async fn only_what_is_about_nothing_here_comes_back() {
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
    let mut events: Vec<Value> = booking().iter().map(event).collect();
    events.push(room_event(&room(), 1));
    assert_eq!(deliver(&function, &events).await, [0, 1, 2, 3, 4, 5]);
}
