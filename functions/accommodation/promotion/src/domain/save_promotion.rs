//! A payment earns its promotion.

use accommodation_contracts::{
    CouponId,
    payment::{PaymentState, PaymentStatus},
    promotion::{PromotionMark, PromotionState, PromotionStatus},
};
use jiff::Timestamp;

use super::{Policy, Promotion, PromotionEvent};

/// Why nothing is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotGranted {
    /// No payment, no promotion.
    PaymentNotCompleted,
    /// The payment goes back, or went.
    Revoked,
}

/// Decides on the payment as its owner states it. No events: it was granted before, whatever the policy says now.
pub fn decide(
    promotion: Option<&Promotion>,
    payment: &PaymentState,
    policy: &Policy,
    now: Timestamp,
) -> Result<Vec<PromotionEvent>, NotGranted> {
    match payment.payment_status {
        PaymentStatus::Y => {}
        PaymentStatus::N | PaymentStatus::R => return Err(NotGranted::PaymentNotCompleted),
    }
    match promotion.map(|promotion| promotion.public().status) {
        None => {}
        Some(PromotionStatus::Granted | PromotionStatus::Redeemed) => return Ok(Vec::new()),
        Some(PromotionStatus::Revoked) => return Err(NotGranted::Revoked),
    }
    let award = policy.award(payment.payment_price);
    Ok(vec![PromotionEvent::Saved(Box::new(PromotionState {
        coupon_id: CouponId::of(&payment.payment_id),
        payment_id: payment.payment_id.clone(),
        reservation_number: payment.reservation_number.clone(),
        customer_id: payment.customer_id.clone(),
        customer_name: payment.customer_name.clone(),
        payment_price: payment.payment_price,
        payment_status: payment.payment_status,
        point: award.point,
        service: award.service,
        gift_value: award.gift_value,
        redeemed_value: None,
        reserve_status: PromotionMark::Promotion,
        status: PromotionStatus::Granted,
        policy_version: policy.version.clone(),
        granted_at: now,
    }))])
}

#[cfg(test)]
mod tests {
    use kernel::Won;
    use testing::given;

    use super::*;
    use crate::domain::fixtures::{policy, saved};
    use accommodation_contracts::samples::{NOW, paid};

    #[test]
    fn a_completed_payment_earns_by_its_price_under_the_policy_of_its_day() {
        given([]).when(|state: Option<&Promotion>| decide(state, &paid(), &policy(), NOW)).then([saved()]);
    }

    #[test]
    fn a_payment_that_is_not_completed_earns_nothing() {
        for payment_status in [PaymentStatus::N, PaymentStatus::R] {
            let payment = PaymentState { payment_status, ..paid() };
            given([])
                .when(|state: Option<&Promotion>| decide(state, &payment, &policy(), NOW))
                .then_refused(NotGranted::PaymentNotCompleted);
        }
    }

    #[test]
    fn a_promotion_that_was_revoked_before_it_was_granted_never_is() {
        let revoked = crate::domain::revoke_promotion::decide(None, &paid(), NOW);
        given(revoked)
            .when(|state: Option<&Promotion>| decide(state, &paid(), &policy(), NOW))
            .then_refused(NotGranted::Revoked);
    }

    #[test]
    fn a_payment_earns_once_even_under_another_policy() {
        let generous = Policy { version: "2".into(), divisor: 1, ..policy() };
        let dearer = PaymentState { payment_price: Won::MAX, ..paid() };
        given([saved()]).when(|state: Option<&Promotion>| decide(state, &dearer, &generous, NOW)).then([]);
    }
}
