//! Rooms, and who stays in them.

use accommodation_contracts::{RoomNumber, room::RoomState};
use aws_sdk_dynamodb::types::AttributeValue;
use kernel::DateRange;
use platform::store::StoreError;
use serde::Deserialize;

use super::{
    DynamoRows, at_most, items,
    keys::{self, BY_ROOM},
};
use crate::{
    domain::{RoomUpdate, Row, Shelf, Stretch, Versioned, earliest_check_in, nights_held, overlap},
    rows::Rooms,
};

/// A room's item.
#[derive(Debug, Deserialize)]
struct Kept {
    room: Versioned<RoomState>,
}

impl Rooms for DynamoRows {
    async fn put(&self, update: &RoomUpdate) -> Result<(), StoreError> {
        let room = &update.slice;
        let write = self.slice(&room_key(&room.room_number), "room", room, update, keys::of_room(room))?;
        self.write_if_newer(write, update.version, update.replay).await
    }

    async fn find(&self, number: &RoomNumber) -> Result<Option<RoomState>, StoreError> {
        let kept: Option<Kept> = self.read(&room_key(number)).await?;
        Ok(kept.map(|kept| kept.room.state))
    }

    async fn cheapest(&self, from: &Shelf, stretch: &Stretch, limit: usize) -> Result<Vec<RoomState>, StoreError> {
        let Some((first, last)) = stretch.bounds() else { return Ok(Vec::new()) };
        let request = self
            .query(keys::index_of_shelf(from), &from.key(), "priceKey BETWEEN :first AND :last")
            .expression_attribute_values(":first", AttributeValue::S(first))
            .expression_attribute_values(":last", AttributeValue::S(last))
            .limit(at_most(limit));
        let kept: Vec<Kept> = items(request, &from.key()).await?;
        Ok(kept.into_iter().map(|kept| kept.room.state).collect())
    }

    /// One page: no two reservations hold a night of one room, so even a calendar has few of them.
    async fn stays(&self, room: &RoomNumber, range: DateRange) -> Result<Vec<DateRange>, StoreError> {
        // Keys go on behind the date, so that the end's own are not among them.
        let request = self
            .query(BY_ROOM, room.as_str(), "stayKey BETWEEN :first AND :end")
            .expression_attribute_values(":first", AttributeValue::S(earliest_check_in(range).to_string()))
            .expression_attribute_values(":end", AttributeValue::S(range.end().to_string()));
        let rows: Vec<Row> = items(request, room.as_str()).await?;
        let held = rows.into_iter().filter_map(|row| nights_held(&row.reservation?.state));
        Ok(held.filter(|stay| overlap(*stay, range)).collect())
    }
}

fn room_key(number: &RoomNumber) -> String {
    format!("Room#{number}")
}
