//! A row: what is known of one reservation, slice by slice, whatever came first.

use accommodation_contracts::{payment::PaymentState, promotion::PromotionState, reservation::ReservationState};
use jiff::Timestamp;
use platform::listing::Position;
use serde::{Deserialize, Serialize};

use super::{Slice, SliceUpdate};

/// A source's state with the version that it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versioned<T> {
    /// The state.
    pub state: T,
    /// The source's version.
    pub version: u64,
    /// Since when the source has been in this state.
    pub at: Timestamp,
}

/// A row as it is kept. Each slice comes from one source and has its own version, so that events may come in any order,
/// and any number of times.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Who stays where and when. The row is served once this is here.
    pub reservation: Option<Versioned<ReservationState>>,
    /// The money.
    pub payment: Option<Versioned<PaymentState>>,
    /// What it earned.
    pub promotion: Option<Versioned<PromotionState>>,
}

impl Row {
    /// Where it stands among others; nowhere before its reservation is known.
    pub fn position(&self) -> Option<Position> {
        self.reservation.as_ref().map(|reservation| position_of(&reservation.state))
    }

    /// The row with a slice replaced, if the update is newer than what is there.
    #[must_use]
    pub fn with(mut self, update: &SliceUpdate) -> Self {
        match &update.slice {
            Slice::Reservation(state) => replace(&mut self.reservation, state, update),
            Slice::Payment(state) => replace(&mut self.payment, state, update),
            Slice::Promotion(state) => replace(&mut self.promotion, state, update),
        }
        self
    }
}

/// Where a reservation stands among others.
pub fn position_of(reservation: &ReservationState) -> Position {
    Position::of(reservation.created_at, reservation.reservation_number.as_str())
}

fn replace<T: Clone>(kept: &mut Option<Versioned<T>>, state: &T, update: &SliceUpdate) {
    if kept.as_ref().is_none_or(|kept| update.replaces(kept.version)) {
        *kept = Some(Versioned { state: state.clone(), version: update.version, at: update.occurred_at });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::fixtures::booking;

    proptest! {
        #[test]
        fn events_in_any_order_and_number_make_the_same_row(
            repeats in prop::collection::vec(0..5_usize, 0..10),
            shuffled in Just(vec![0_usize, 1, 2, 3, 4]).prop_shuffle(),
        ) {
            let events = booking();
            let expected = events.iter().fold(Row::default(), Row::with);
            let order = repeats.into_iter().chain(shuffled);
            let row = order.fold(Row::default(), |row, index| row.with(&events[index]));
            prop_assert_eq!(row, expected);
        }
    }

    #[test]
    fn only_a_replay_replaces_an_equal_version() {
        let [reserved, ..] = booking();
        let damaged = SliceUpdate { occurred_at: Timestamp::MIN, ..reserved.clone() };
        let row = Row::default().with(&damaged);
        assert_eq!(row.clone().with(&reserved), row);
        let repaired = row.with(&SliceUpdate { replay: true, ..reserved.clone() });
        assert_eq!(repaired, Row::default().with(&reserved));
    }
}
