//! A room as clients see it.

use accommodation_contracts::{
    CustomerId, RoomNumber,
    room::{RoomLabel, RoomState},
};
use jiff::civil::Date;
use kernel::{DateRange, Won};
use schemars::JsonSchema;
use serde::Serialize;

use super::Availability;

/// A room of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomView {
    /// Its number.
    pub room_number: RoomNumber,
    /// What guests call it.
    pub room_name: RoomLabel,
    /// Its kind.
    pub room_type: RoomLabel,
    /// Price per night.
    pub room_price: Won,
    /// Its host.
    pub host_id: CustomerId,
    /// Whether it can be had for the nights that were asked for.
    pub room_status: Availability,
}

impl RoomView {
    /// A room of which a night is `taken`, or none is.
    pub fn of(room: RoomState, taken: bool) -> Self {
        let room_status = Availability::of(&room, taken);
        Self {
            room_number: room.room_number,
            room_name: room.room_name,
            room_type: room.room_type,
            room_price: room.room_price,
            host_id: room.host_id,
            room_status,
        }
    }
}

/// A night in a room's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Night {
    /// The date on which it begins.
    pub date: Date,
    /// Whether the room can be had for it.
    pub room_status: Availability,
}

/// A room with its calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Calendar {
    /// The room, as its host let or closed it.
    #[serde(flatten)]
    pub room: RoomView,
    /// Every night that was asked for.
    pub nights: Vec<Night>,
}

impl Calendar {
    /// A room's nights in `range`, of which others have those in `stays`.
    pub fn of(room: RoomState, range: DateRange, stays: &[DateRange]) -> Self {
        let taken = |date: Date| stays.iter().any(|stay| stay.start() <= date && date < stay.end());
        let night = |date| Night { date, room_status: Availability::of(&room, taken(date)) };
        let nights = range.dates().map(night).collect();
        Self { room: RoomView::of(room, false), nights }
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::room;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_calendar_shows_each_night_and_the_day_of_departure_is_free() {
        let range = |from, to| DateRange::parse(date(2026, 12, from), date(2026, 12, to)).unwrap();
        let stays = [range(20, 24), range(25, 26)];
        insta::assert_json_snapshot!(Calendar::of(room(), range(23, 27), &stays));
    }
}
