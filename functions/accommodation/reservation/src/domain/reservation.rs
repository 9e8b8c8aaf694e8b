//! The aggregate: one reservation.

use accommodation_contracts::reservation::{
    AGGREGATE, RESERVATION_CONFIRMED, RESERVED, ReservationState, ReserveStatus,
};
use jiff::Timestamp;
use kernel::{Aggregate, Announcement};
use serde::{Deserialize, Serialize};

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reservation {
    details: ReservationState,
    paying_until: Option<Timestamp>,
}

/// What can happen to a reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReservationEvent {
    /// Nights are held.
    Reserved(Box<ReservationState>),
    /// A payment is under way. Nobody else's business.
    PaymentBegan {
        /// Until when the hold is not ended.
        paying_until: Timestamp,
    },
    /// The money is there.
    Confirmed,
}

impl Reservation {
    /// Its public state.
    pub const fn public(&self) -> &ReservationState {
        &self.details
    }

    /// Until when a payment that has begun keeps the hold from ending.
    pub const fn paying_until(&self) -> Option<Timestamp> {
        self.paying_until
    }
}

impl Aggregate for Reservation {
    const TYPE: &'static str = AGGREGATE;
    type Event = ReservationEvent;

    fn evolve(state: Option<Self>, event: &ReservationEvent) -> Option<Self> {
        match event {
            ReservationEvent::Reserved(details) => Some(Self { details: details.as_ref().clone(), paying_until: None }),
            ReservationEvent::PaymentBegan { paying_until } => {
                state.map(|state| Self { paying_until: Some(*paying_until), ..state })
            }
            ReservationEvent::Confirmed => state.map(|mut state| {
                state.details.reserve_status = ReserveStatus::PaymentComp;
                Self { paying_until: None, ..state }
            }),
        }
    }

    fn announce(&self, event: &ReservationEvent) -> Result<Option<Announcement>, serde_json::Error> {
        match event {
            ReservationEvent::Reserved(_) => RESERVED.announce(&self.details).map(Some),
            ReservationEvent::PaymentBegan { .. } => Ok(None),
            ReservationEvent::Confirmed => RESERVATION_CONFIRMED.announce(&self.details).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use accommodation_contracts::samples::{HELD_UNTIL, reserved};

    fn any_event() -> impl Strategy<Value = ReservationEvent> {
        prop_oneof![
            Just(ReservationEvent::Reserved(Box::new(reserved()))),
            Just(ReservationEvent::PaymentBegan { paying_until: HELD_UNTIL }),
            Just(ReservationEvent::Confirmed),
        ]
    }

    proptest! {
        #[test]
        fn evolve_is_total_and_state_survives_storage(events in prop::collection::vec(any_event(), 0..6)) {
            let state = events.iter().fold(None, Reservation::evolve);
            if let Some(state) = &state {
                let json = serde_json::to_value(state).unwrap();
                prop_assert_eq!(&serde_json::from_value::<Reservation>(json).unwrap(), state);
            }
        }
    }

    #[test]
    fn only_what_others_care_about_is_announced() {
        let state = Reservation::evolve(None, &ReservationEvent::Reserved(Box::new(reserved()))).unwrap();
        let began = ReservationEvent::PaymentBegan { paying_until: HELD_UNTIL };
        assert_eq!(state.announce(&began).unwrap(), None);
        assert_eq!(state.announce(&ReservationEvent::Confirmed).unwrap().unwrap().name, "ReservationConfirmed");
    }
}
