//! On every event of a room: keeps the context's own copy of the catalogue, so that reservations go on while room
//! management is down.

use accommodation_contracts::room::RoomState;
use platform::{
    queue::Delivered,
    store::{Copied, Copies, StoreError},
};

use crate::domain::catalogue::room_key;

/// Copies a room, unless what is here is newer.
pub async fn handle<C: Copies<RoomState>>(catalogue: C, delivered: Delivered<RoomState>) -> Result<(), StoreError> {
    let event = delivered.event;
    let (key, status) = (room_key(&event.data.room_number), event.data.room_status.as_str());
    let copy = Copied { value: event.data, version: event.aggregate.version };
    catalogue.put(&key, status, &copy, event.replay).await
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::room::RoomStatus;
    use kernel::{AggregateRef, Envelope, EventId};
    use platform::{queue, store::MemoryCopies};
    use serde_json::json;
    use testing::{at, deliver};

    use super::*;
    use crate::domain::fixtures::room_that_is;

    fn event(version: u64, price: u64) -> serde_json::Value {
        let aggregate = AggregateRef { kind: "Room".into(), id: "101".into(), version };
        let envelope = Envelope {
            event_id: EventId::of(&aggregate),
            event_type: "RoomRegistered".into(),
            schema_version: 1,
            occurred_at: at("2026-11-21T00:00:00Z"),
            aggregate,
            correlation_id: "c".into(),
            causation_id: "request/1".into(),
            replay: false,
            data: RoomState { room_price: kernel::Won::parse(price).unwrap(), ..room_that_is(RoomStatus::Empty) },
        };
        json!({ "detail": envelope })
    }

    #[tokio::test]
    async fn the_newest_room_stays_in_whatever_order_and_number_its_events_come() {
        let catalogue = MemoryCopies::<RoomState>::default();
        let function = queue::function("copy-catalogue", catalogue.clone(), handle);
        for versions in [[1, 2, 3], [3, 1, 2], [2, 3, 3], [1, 1, 1]] {
            let events: Vec<_> = versions.iter().map(|version| event(*version, version * 1_000)).collect();
            assert!(deliver(&function, &events).await.is_empty());
        }
        let room = catalogue.get("CATALOGUE#101").await.unwrap().unwrap();
        assert_eq!((room.value.room_price.get(), room.version), (3_000, 3));
    }
}
