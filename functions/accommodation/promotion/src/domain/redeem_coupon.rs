//! A customer uses a gift.

use accommodation_contracts::{
    CustomerId,
    promotion::{PromotionState, PromotionStatus},
};
use kernel::{Refusal, RefusalKind};

use super::{Promotion, PromotionEvent};

/// Why a gift cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedeemRefusal {
    /// Absent, another's, or of a payment that never was.
    NotFound,
    /// The payment behind it went back.
    CouponVoid,
    /// The payment earned none.
    NoGift,
}

/// Decides. No events: it is used already.
pub fn decide(promotion: Option<&Promotion>, customer: &CustomerId) -> Result<Vec<PromotionEvent>, RedeemRefusal> {
    let is_shown = |state: &&PromotionState| state.is_earned() && state.customer_id == *customer;
    let state = promotion.map(Promotion::public).filter(is_shown);
    let state = state.ok_or(RedeemRefusal::NotFound)?;
    match state.status {
        PromotionStatus::Revoked => Err(RedeemRefusal::CouponVoid),
        PromotionStatus::Granted | PromotionStatus::Redeemed if state.service.is_none() => Err(RedeemRefusal::NoGift),
        PromotionStatus::Granted => Ok(vec![PromotionEvent::Redeemed]),
        PromotionStatus::Redeemed => Ok(Vec::new()),
    }
}

impl Refusal for RedeemRefusal {
    fn kind(&self) -> RefusalKind {
        match self {
            Self::NotFound => RefusalKind::NotFound,
            Self::CouponVoid | Self::NoGift => RefusalKind::Conflict,
        }
    }

    fn slug(&self) -> &'static str {
        match self {
            Self::NotFound => "promotion-not-found",
            Self::CouponVoid => "coupon-void",
            Self::NoGift => "no-gift",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is no such promotion.".into(),
            Self::CouponVoid => "The payment behind it was paid back.".into(),
            Self::NoGift => "The payment earned no gift.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::{
        promotion::PromotionState,
        samples::{NOW, paid, pending, promotion},
    };
    use testing::given;

    use super::*;
    use crate::domain::{fixtures::saved, revoke_promotion};

    fn customer(id: &str) -> CustomerId {
        CustomerId::parse(id).unwrap()
    }

    #[test]
    fn a_gift_is_used_once_by_whose_it_is() {
        given([saved()]).when(|state| decide(state, &customer("c-1"))).then([PromotionEvent::Redeemed]);
        given([saved(), PromotionEvent::Redeemed]).when(|state| decide(state, &customer("c-1"))).then([]);
        given([saved()]).when(|state| decide(state, &customer("c-2"))).then_refused(RedeemRefusal::NotFound);
        given([]).when(|state| decide(state, &customer("c-1"))).then_refused(RedeemRefusal::NotFound);
    }

    #[test]
    fn a_revoked_promotion_or_one_without_a_gift_cannot_be_used() {
        let revoked = revoke_promotion::decide(None, &paid(), NOW);
        given(revoked).when(|state| decide(state, &customer("c-1"))).then_refused(RedeemRefusal::CouponVoid);
        let none = PromotionEvent::Saved(Box::new(PromotionState { service: None, ..promotion() }));
        given([none]).when(|state| decide(state, &customer("c-1"))).then_refused(RedeemRefusal::NoGift);
    }

    #[test]
    fn where_nothing_was_paid_there_is_nothing_to_use() {
        let tombstone = revoke_promotion::decide(None, &pending(), NOW);
        given(tombstone).when(|state| decide(state, &customer("c-1"))).then_refused(RedeemRefusal::NotFound);
    }
}
