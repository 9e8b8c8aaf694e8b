//! A payment goes back: so does what it earned. What was not granted yet never will be (a tombstone).

use accommodation_contracts::{
    CouponId,
    payment::PaymentState,
    promotion::{PromotionMark, PromotionState, PromotionStatus},
};
use jiff::Timestamp;
use kernel::Won;

use super::{Promotion, PromotionEvent};

/// Decides. No events: it is revoked already.
pub fn decide(promotion: Option<&Promotion>, payment: &PaymentState, now: Timestamp) -> Vec<PromotionEvent> {
    let state = match promotion.map(Promotion::public) {
        None => tombstone(payment, now),
        Some(state) => match state.status {
            PromotionStatus::Revoked => return Vec::new(),
            PromotionStatus::Granted => PromotionState { point: 0, redeemed_value: Some(Won::ZERO), ..state.clone() },
            // The gift is gone: its value is kept of the money.
            PromotionStatus::Redeemed => {
                PromotionState { point: 0, redeemed_value: Some(state.gift_value), ..state.clone() }
            }
        },
    };
    vec![PromotionEvent::Revoked(Box::new(PromotionState { status: PromotionStatus::Revoked, ..state }))]
}

/// What the gift was worth that had been used before the promotion was revoked.
pub fn redeemed_value(promotion: &Promotion) -> Won {
    promotion.public().redeemed_value.unwrap_or(Won::ZERO)
}

fn tombstone(payment: &PaymentState, now: Timestamp) -> PromotionState {
    PromotionState {
        coupon_id: CouponId::of(&payment.payment_id),
        payment_id: payment.payment_id.clone(),
        reservation_number: payment.reservation_number.clone(),
        customer_id: payment.customer_id.clone(),
        customer_name: payment.customer_name.clone(),
        payment_price: payment.payment_price,
        payment_status: payment.payment_status,
        point: 0,
        service: None,
        gift_value: Won::ZERO,
        redeemed_value: Some(Won::ZERO),
        reserve_status: PromotionMark::Promotion,
        status: PromotionStatus::Revoked,
        policy_version: "none".to_owned(),
        granted_at: now,
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::{NOW, paid};

    use super::*;
    use crate::domain::fixtures::saved;

    fn after(events: &[PromotionEvent]) -> Option<Promotion> {
        events.iter().fold(None, kernel::Aggregate::evolve)
    }

    fn revoked(before: &[PromotionEvent]) -> Promotion {
        let mut events = before.to_vec();
        events.extend(decide(after(before).as_ref(), &paid(), NOW));
        after(&events).unwrap()
    }

    #[test]
    fn points_go_back_and_the_coupon_is_void() {
        let promotion = revoked(&[saved()]);
        assert_eq!((promotion.public().point, promotion.public().status), (0, PromotionStatus::Revoked));
        assert_eq!(redeemed_value(&promotion), Won::ZERO);
    }

    #[test]
    fn a_gift_that_was_used_has_its_value() {
        assert_eq!(redeemed_value(&revoked(&[saved(), PromotionEvent::Redeemed])).get(), 10_000);
    }

    #[test]
    fn what_was_not_granted_yet_is_a_tombstone() {
        let promotion = revoked(&[]);
        assert_eq!((promotion.public().point, promotion.public().service), (0, None));
        assert_eq!(promotion.public().coupon_id.as_str(), "C-1");
    }

    #[test]
    fn where_nothing_was_paid_nothing_is_listed() {
        use kernel::Aggregate;

        let tombstone = decide(None, &accommodation_contracts::samples::pending(), NOW);
        assert_eq!(after(&tombstone).unwrap().listed(), None);
        assert!(revoked(&[]).listed().is_some());
    }

    #[test]
    fn a_repeat_changes_nothing() {
        for before in [vec![], vec![saved()], vec![saved(), PromotionEvent::Redeemed]] {
            assert!(decide(Some(&revoked(&before)), &paid(), NOW).is_empty());
        }
    }
}
