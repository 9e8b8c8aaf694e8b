//! A hold ends unpaid.

use accommodation_contracts::reservation::ReserveStatus;
use jiff::Timestamp;

use super::{Reservation, ReservationEvent};

/// Why a hold does not end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotExpired {
    /// Its time has not come; it ends then at the earliest.
    TooEarly(Timestamp),
    /// There is no such reservation here.
    Unknown,
}

/// Decides by what the reservation says itself, however late or early the timer is. No events: it is no hold any more.
pub fn decide(reservation: Option<&Reservation>, now: Timestamp) -> Result<Vec<ReservationEvent>, NotExpired> {
    let reservation = reservation.ok_or(NotExpired::Unknown)?;
    match reservation.public().reserve_status {
        ReserveStatus::Reserve if now < reservation.hold_ends() => Err(NotExpired::TooEarly(reservation.hold_ends())),
        ReserveStatus::Reserve => Ok(vec![ReservationEvent::Expired { at: now }]),
        ReserveStatus::PaymentComp | ReserveStatus::CheckOut | ReserveStatus::Expired | ReserveStatus::Cancelled => {
            Ok(Vec::new())
        }
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::{HELD_UNTIL, NOW};
    use jiff::ToSpan;
    use testing::given;

    use super::*;
    use crate::domain::fixtures::{confirmed, held};

    #[test]
    fn a_hold_ends_when_its_time_has_come_and_never_before() {
        given(held())
            .when(|state| decide(state, HELD_UNTIL - 1.nanosecond()))
            .then_refused(NotExpired::TooEarly(HELD_UNTIL));
        given(held()).when(|state| decide(state, HELD_UNTIL)).then([ReservationEvent::Expired { at: HELD_UNTIL }]);
    }

    #[test]
    fn a_hold_does_not_end_while_somebody_pays() {
        let paying_until = HELD_UNTIL + 30.seconds();
        let paying = || given(held().into_iter().chain([ReservationEvent::PaymentBegan { paying_until }]));
        paying().when(|state| decide(state, HELD_UNTIL)).then_refused(NotExpired::TooEarly(paying_until));
        paying().when(|state| decide(state, paying_until)).then([ReservationEvent::Expired { at: paying_until }]);
    }

    #[test]
    fn what_is_no_hold_any_more_never_expires() {
        given(confirmed()).when(|state| decide(state, Timestamp::MAX)).then([]);
        for end in [ReservationEvent::Expired { at: NOW }, ReservationEvent::Cancelled { at: NOW }] {
            given(held().into_iter().chain([end])).when(|state| decide(state, Timestamp::MAX)).then([]);
        }
        given([]).when(|state| decide(state, HELD_UNTIL)).then_refused(NotExpired::Unknown);
    }
}
