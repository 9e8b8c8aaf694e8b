//! The money for a reservation is there.

use accommodation_contracts::{
    calls::PaymentRefusal,
    payment::{PaymentState, PaymentStatus},
    reservation::ReserveStatus,
};

use super::{Money, Reservation, ReservationEvent};

/// Decides. A payment is late only if the hold was ended or the reservation cancelled before this decision: the clocks
/// of two contexts are never compared. Late money is rejected, once. No events: it is confirmed, or rejected, already.
pub fn decide(
    reservation: Option<&Reservation>,
    payment: &PaymentState,
) -> Result<Vec<ReservationEvent>, PaymentRefusal> {
    let reservation = reservation.ok_or(PaymentRefusal::NotFound)?;
    match payment.payment_status {
        PaymentStatus::Y => {}
        PaymentStatus::N | PaymentStatus::R => return Err(PaymentRefusal::NotPaid),
    }
    match reservation.public().reserve_status {
        ReserveStatus::Reserve => Ok(vec![ReservationEvent::Confirmed]),
        ReserveStatus::PaymentComp | ReserveStatus::CheckOut => Ok(Vec::new()),
        ReserveStatus::Expired | ReserveStatus::Cancelled => match reservation.money() {
            Money::None => Ok(vec![ReservationEvent::PaymentRejected]),
            Money::Paid | Money::Rejected | Money::Refunded { .. } => Ok(Vec::new()),
        },
    }
}

/// Why the money for a reservation does not confirm it, after the decision.
pub const fn lateness(reservation: &Reservation) -> Option<PaymentRefusal> {
    match reservation.public().reserve_status {
        ReserveStatus::Expired => Some(PaymentRefusal::HoldExpired),
        ReserveStatus::Cancelled => Some(PaymentRefusal::ReservationCancelled),
        ReserveStatus::Reserve | ReserveStatus::PaymentComp | ReserveStatus::CheckOut => None,
    }
}

#[cfg(test)]
mod tests {
    use testing::given;

    use super::*;
    use crate::domain::fixtures::{confirmed, held};
    use accommodation_contracts::samples::{NOW, paid};

    fn payment(status: PaymentStatus) -> PaymentState {
        PaymentState { payment_status: status, ..paid() }
    }

    #[test]
    fn no_payment_no_confirmed_reservation() {
        for status in [PaymentStatus::N, PaymentStatus::R] {
            given(held()).when(|state| decide(state, &payment(status))).then_refused(PaymentRefusal::NotPaid);
        }
    }

    #[test]
    fn money_confirms_a_held_reservation_once() {
        given(held()).when(|state| decide(state, &payment(PaymentStatus::Y))).then([ReservationEvent::Confirmed]);
        given(confirmed()).when(|state| decide(state, &payment(PaymentStatus::Y))).then([]);
    }

    #[test]
    fn money_for_a_hold_that_was_ended_or_cancelled_is_rejected_once() {
        let ends = [
            (ReservationEvent::Expired { at: NOW }, PaymentRefusal::HoldExpired),
            (ReservationEvent::Cancelled { at: NOW }, PaymentRefusal::ReservationCancelled),
        ];
        for (end, refusal) in ends {
            let ended = || held().into_iter().chain([end.clone()]);
            given(ended())
                .when(|state: Option<&Reservation>| {
                    assert_eq!(lateness(state.unwrap()), Some(refusal));
                    decide(state, &payment(PaymentStatus::Y))
                })
                .then([ReservationEvent::PaymentRejected]);
            given(ended().chain([ReservationEvent::PaymentRejected]))
                .when(|state| decide(state, &payment(PaymentStatus::Y)))
                .then([]);
        }
    }
}
