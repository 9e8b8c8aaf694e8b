//! The money for a reservation is there.

use accommodation_contracts::{
    calls::PaymentRefusal,
    payment::{PaymentState, PaymentStatus},
    reservation::ReserveStatus,
};

use super::{Reservation, ReservationEvent};

/// Decides. A payment is late only if the hold was ended or the reservation cancelled before this decision: the clocks
/// of two contexts are never compared. No events: it is confirmed already.
pub fn decide(
    reservation: Option<&Reservation>,
    payment: &PaymentState,
) -> Result<Vec<ReservationEvent>, PaymentRefusal> {
    let details = reservation.ok_or(PaymentRefusal::NotFound)?.public();
    match payment.payment_status {
        PaymentStatus::Y => {}
        PaymentStatus::N | PaymentStatus::R => return Err(PaymentRefusal::NotPaid),
    }
    match details.reserve_status {
        ReserveStatus::Reserve => Ok(vec![ReservationEvent::Confirmed]),
        ReserveStatus::PaymentComp | ReserveStatus::CheckOut => Ok(Vec::new()),
        ReserveStatus::Expired => Err(PaymentRefusal::HoldExpired),
        ReserveStatus::Cancelled => Err(PaymentRefusal::ReservationCancelled),
    }
}

#[cfg(test)]
mod tests {
    use testing::given;

    use super::*;
    use crate::domain::fixtures::{confirmed, held};
    use accommodation_contracts::samples::{paid, reserved};

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
    fn money_for_a_hold_that_was_ended_or_cancelled_is_late() {
        let ended = [
            (ReserveStatus::Expired, PaymentRefusal::HoldExpired),
            (ReserveStatus::Cancelled, PaymentRefusal::ReservationCancelled),
        ];
        for (reserve_status, refusal) in ended {
            let state = accommodation_contracts::reservation::ReservationState { reserve_status, ..reserved() };
            given([ReservationEvent::Reserved(Box::new(state))])
                .when(|state| decide(state, &payment(PaymentStatus::Y)))
                .then_refused(refusal);
        }
    }
}
