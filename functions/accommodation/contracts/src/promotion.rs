//! What promotion publishes.

use jiff::Timestamp;
use kernel::{EventKind, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CouponId, CustomerId, CustomerName, PaymentId, ReservationNumber, payment::PaymentStatus};

/// A gift (할인쿠폰, 음료수).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Gift {
    /// A discount on the next booking.
    #[serde(rename = "DISCOUNT COUPON")]
    DiscountCoupon,
    /// A drink.
    #[serde(rename = "BEVERAGE")]
    Beverage,
}

/// Where a promotion stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PromotionStatus {
    /// Points and gift are the customer's.
    Granted,
    /// The gift was used.
    Redeemed,
    /// Points and gift were taken back, or never given: the payment was refunded.
    Revoked,
}

/// A promotion's public state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PromotionState {
    /// Its id, derived from the payment's.
    pub coupon_id: CouponId,
    /// The payment that earned it.
    pub payment_id: PaymentId,
    /// What that payment paid for.
    pub reservation_number: ReservationNumber,
    /// Whose it is.
    pub customer_id: CustomerId,
    /// That person's name.
    pub customer_name: CustomerName,
    /// The amount that earned it.
    pub payment_price: Won,
    /// `Y`: no payment, no promotion. Else there never was a payment, and never will be a promotion.
    pub payment_status: PaymentStatus,
    /// Points earned.
    pub point: u64,
    /// The gift, if the amount earned one.
    pub service: Option<Gift>,
    /// The gift's value when it was granted.
    pub gift_value: Won,
    /// What the gift that had been used before a refund was worth; nothing for one that had not.
    #[serde(default)]
    pub redeemed_value: Option<Won>,
    /// The seed's word for "the promotion is applied": always `promotion`.
    pub reserve_status: PromotionMark,
    /// Where it stands.
    pub status: PromotionStatus,
    /// The version of the policy that decided points and gift.
    pub policy_version: String,
    /// When it was granted.
    pub granted_at: Timestamp,
}

impl PromotionState {
    /// Whether there was a payment. One without (a tombstone) only keeps a late grant from being made: nobody is shown it,
    /// or told of it.
    pub const fn is_earned(&self) -> bool {
        !matches!(self.payment_status, PaymentStatus::N)
    }
}

/// The one value of a promotion's `reserveStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PromotionMark {
    /// The promotion is applied.
    Promotion,
}

/// `aggregate.type` of its events.
pub const AGGREGATE: &str = "Promotion";

const SOURCE: &str = "accommodation.promotion";

/// Points and gift were granted.
pub const PROMOTION_SAVED: EventKind<PromotionState> = EventKind::new("PromotionSaved", SOURCE, 1);
/// The gift was used.
pub const PROMOTION_REDEEMED: EventKind<PromotionState> = EventKind::new("PromotionRedeemed", SOURCE, 1);
/// Points and gift were taken back, or will never be given.
pub const PROMOTION_REVOKED: EventKind<PromotionState> = EventKind::new("PromotionRevoked", SOURCE, 1);
