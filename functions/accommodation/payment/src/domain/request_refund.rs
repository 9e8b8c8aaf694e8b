//! A reservation has ended: what was paid for it goes back, and nothing is charged any more.

use accommodation_contracts::{
    PaymentId,
    payment::{PaymentProgress, PaymentState, PaymentStatus},
    reservation::ReservationState,
};

use super::{Payment, PaymentEvent};

/// The money is there: the promotion has to be revoked before it goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsPaid(pub Box<PaymentState>);

/// Decides. A payment that is absent or failed is void from now on; one that is under way will be paid back in the very
/// write that completes it. No events: that is on record already.
pub fn decide(payment: Option<&Payment>, reservation: &ReservationState) -> Result<Vec<PaymentEvent>, IsPaid> {
    let Some(payment) = payment else {
        return Ok(vec![PaymentEvent::Voided(Box::new(nothing_paid(reservation)))]);
    };
    let details = payment.public();
    match details.status {
        PaymentProgress::Completed => Err(IsPaid(Box::new(details.clone()))),
        PaymentProgress::Pending if payment.refund_is_requested() => Ok(Vec::new()),
        PaymentProgress::Pending => Ok(vec![PaymentEvent::RefundRequested]),
        PaymentProgress::Failed | PaymentProgress::Declined => {
            let details = PaymentState { status: PaymentProgress::Void, ..details.clone() };
            Ok(vec![PaymentEvent::Voided(Box::new(details))])
        }
        PaymentProgress::Void | PaymentProgress::Refunded => Ok(Vec::new()),
    }
}

/// The payment of a reservation that nobody has paid for.
pub fn nothing_paid(reservation: &ReservationState) -> PaymentState {
    PaymentState {
        payment_id: PaymentId::of(&reservation.reservation_number),
        reservation_number: reservation.reservation_number.clone(),
        customer_id: reservation.customer_id.clone(),
        customer_name: reservation.customer_name.clone(),
        payment_price: reservation.payment_price,
        payment_status: PaymentStatus::N,
        status: PaymentProgress::Void,
        method: "none".to_owned(),
        attempt: 0,
        completed_at: None,
        refund_price: None,
        deducted_price: None,
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::{NOW, paid, reserved};
    use testing::given;

    use super::*;
    use crate::domain::{fixtures::started, record_result, record_result::ChargeResult};

    fn request(payment: Option<&Payment>) -> Result<Vec<PaymentEvent>, IsPaid> {
        decide(payment, &reserved())
    }

    #[test]
    fn what_was_not_paid_never_will_be() {
        for last in
            [vec![], vec![started(1, NOW), PaymentEvent::Declined], vec![started(1, NOW), PaymentEvent::ChargeFailed]]
        {
            let events = last.clone().into_iter().fold(None, |state, event| kernel::Aggregate::evolve(state, &event));
            let voided = request(events.as_ref()).unwrap();
            let after = last
                .into_iter()
                .chain(voided)
                .fold(None, |state, event| <Payment as kernel::Aggregate>::evolve(state, &event));
            assert_eq!(after.as_ref().unwrap().public().status, PaymentProgress::Void);
            assert_eq!(request(after.as_ref()), Ok(vec![]));
        }
    }

    #[test]
    fn a_charge_that_completes_after_the_request_is_refunded_in_the_same_write() {
        given([started(1, NOW)]).when(request).then([PaymentEvent::RefundRequested]);
        let refunded = PaymentEvent::Refunded {
            refund_price: paid().payment_price,
            deducted_price: kernel::Won::ZERO,
            is_paid_back: false,
        };
        given([started(1, NOW), PaymentEvent::RefundRequested])
            .when(|payment| record_result::decide(payment, 1, ChargeResult::Approved, NOW))
            .then([PaymentEvent::Completed { attempt: 1, at: NOW }, refunded]);
    }

    #[test]
    fn a_charge_that_fails_after_the_request_leaves_a_void_payment() {
        for last in [PaymentEvent::Declined, PaymentEvent::ChargeFailed] {
            given([started(1, NOW), PaymentEvent::RefundRequested, last])
                .when(|payment: Option<&Payment>| {
                    assert_eq!(payment.unwrap().public().status, PaymentProgress::Void);
                    request(payment)
                })
                .then([]);
        }
    }

    #[test]
    fn money_that_is_there_is_said_to_be() {
        let completed = PaymentEvent::Completed { attempt: 1, at: NOW };
        given([started(1, NOW), completed]).when(request).then_refused(IsPaid(Box::new(paid())));
    }
}
