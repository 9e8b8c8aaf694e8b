//! Whether a room can be had, night by night.

use accommodation_contracts::{
    reservation::{ReservationState, ReserveStatus},
    room::{RoomState, RoomStatus},
};
use jiff::{ToSpan, civil::Date};
use kernel::DateRange;
use schemars::JsonSchema;
use serde::Serialize;

/// The longest stay, in nights.
pub const MAX_NIGHTS: u64 = 30;

/// Whether a room can be had for some nights (예약가능, 예약불가).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Availability {
    /// It can.
    Empty,
    /// Somebody has one of the nights.
    Reserved,
    /// Its host has closed it.
    OutOfService,
}

impl Availability {
    /// That of a room of which a night is `taken`, or none is.
    pub const fn of(room: &RoomState, taken: bool) -> Self {
        match room.room_status {
            RoomStatus::OutOfService | RoomStatus::Retired => Self::OutOfService,
            RoomStatus::Empty if taken => Self::Reserved,
            RoomStatus::Empty => Self::Empty,
        }
    }
}

/// The nights that a reservation keeps from others: none once it has ended, whatever remained of its stay.
pub fn nights_held(reservation: &ReservationState) -> Option<DateRange> {
    match reservation.reserve_status {
        ReserveStatus::Reserve | ReserveStatus::PaymentComp => {
            DateRange::parse(reservation.check_in, reservation.check_out).ok()
        }
        ReserveStatus::CheckOut | ReserveStatus::Expired | ReserveStatus::Cancelled => None,
    }
}

/// Whether two ranges share a night.
pub fn overlap(a: DateRange, b: DateRange) -> bool {
    a.start() < b.end() && b.start() < a.end()
}

/// The first day on which a stay can begin that has a night in `range`.
pub fn earliest_check_in(range: DateRange) -> Date {
    let nights = i64::try_from(MAX_NIGHTS).unwrap_or_default();
    range.start().saturating_sub((nights - 1).days())
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::{reserved, room};
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn range(from: i32, nights: i32) -> DateRange {
        let start = date(2026, 12, 1) + from.days();
        DateRange::parse(start, start + nights.days()).unwrap()
    }

    proptest! {
        #[test]
        fn two_ranges_overlap_if_a_date_is_in_both(a in (0..60, 1..30), b in (0..60, 1..30)) {
            let (a, b) = (range(a.0, a.1), range(b.0, b.1));
            prop_assert_eq!(overlap(a, b), a.dates().any(|night| b.dates().any(|other| other == night)));
        }

        #[test]
        fn no_stay_that_begins_too_early_reaches_into_the_range(from in 0..90, nights in 1..=30, asked in 1..92) {
            let (stay, asked) = (range(from, nights), range(60, asked));
            prop_assert!(!overlap(stay, asked) || earliest_check_in(asked) <= stay.start());
        }
    }

    #[test]
    fn a_closed_room_is_out_of_service_whoever_has_it() {
        let closed = RoomState { room_status: RoomStatus::OutOfService, ..room() };
        assert_eq!([true, false].map(|taken| Availability::of(&closed, taken)), [Availability::OutOfService; 2]);
        assert_eq!(Availability::of(&room(), true), Availability::Reserved);
        assert_eq!(Availability::of(&room(), false), Availability::Empty);
    }

    #[test]
    fn only_a_hold_or_a_paid_stay_keeps_nights_from_others() {
        let held = |reserve_status| nights_held(&ReservationState { reserve_status, ..reserved() }).is_some();
        assert!(held(ReserveStatus::Reserve) && held(ReserveStatus::PaymentComp));
        assert!(!held(ReserveStatus::Cancelled) && !held(ReserveStatus::Expired) && !held(ReserveStatus::CheckOut));
    }
}
