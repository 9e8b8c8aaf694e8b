//! What clients see: the words are the contract's, wherever a promotion or a refund is shown.

use kernel::Won;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    CouponId, CustomerId, CustomerName, PaymentId,
    payment::{PaymentState, PaymentStatus},
    promotion::{Gift, PromotionMark, PromotionState, PromotionStatus},
};

/// A promotion as every answer shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PromotionView {
    /// Derived from the payment, so that one payment has one promotion.
    coupon_id: CouponId,
    /// The payment that earned it.
    payment_id: PaymentId,
    /// What was paid, in won.
    payment_price: Won,
    /// How the payment stood when it earned the promotion.
    payment_status: PaymentStatus,
    /// The points that were earned. A promotion that is revoked takes them away.
    point: u64,
    /// The gift; null where the amount earned none.
    service: Option<Gift>,
    /// That it was granted, in the word of the payment's clients.
    reserve_status: PromotionMark,
    /// Who paid.
    customer_id: CustomerId,
    /// The customer's name at the time of the payment.
    customer_name: CustomerName,
    /// Whether it is still to be had.
    status: PromotionStatus,
    /// The policy that it was computed by.
    policy_version: String,
}

impl From<PromotionState> for PromotionView {
    fn from(state: PromotionState) -> Self {
        Self {
            coupon_id: state.coupon_id,
            payment_id: state.payment_id,
            payment_price: state.payment_price,
            payment_status: state.payment_status,
            point: state.point,
            service: state.service,
            reserve_status: state.reserve_status,
            customer_id: state.customer_id,
            customer_name: state.customer_name,
            status: state.status,
            policy_version: state.policy_version,
        }
    }
}

/// Where the money of a reservation that ended stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Refund {
    /// Nothing to pay back, on its way, or paid back.
    status: RefundStatus,
    /// What is paid back, in won; there as soon as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Won")]
    #[expect(clippy::struct_field_names, reason = "the words of the contract")]
    refund_price: Option<Won>,
    /// What is kept back for a gift that was used, in won; there as soon as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Won")]
    deducted_price: Option<Won>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum RefundStatus {
    None,
    Pending,
    Done,
}

impl Refund {
    /// There is nothing to pay back.
    pub const fn none() -> Self {
        Self { status: RefundStatus::None, refund_price: None, deducted_price: None }
    }

    /// It is on its way, should there be any money.
    pub const fn pending() -> Self {
        Self { status: RefundStatus::Pending, refund_price: None, deducted_price: None }
    }

    /// It is paid back.
    pub const fn done(refund_price: Won, deducted_price: Won) -> Self {
        let (refund_price, deducted_price) = (Some(refund_price), Some(deducted_price));
        Self { status: RefundStatus::Done, refund_price, deducted_price }
    }

    /// That of a payment on record as refunded, which the provider has paid back or not.
    pub fn of(payment: &PaymentState, is_paid_back: bool) -> Self {
        let (refund_price, deducted_price) = (payment.refund_price, payment.deducted_price);
        let status = if is_paid_back { RefundStatus::Done } else { RefundStatus::Pending };
        Self { status, refund_price, deducted_price }
    }
}
