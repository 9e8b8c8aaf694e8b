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
    coupon_id: CouponId,
    payment_id: PaymentId,
    payment_price: Won,
    payment_status: PaymentStatus,
    point: u64,
    service: Option<Gift>,
    reserve_status: PromotionMark,
    customer_id: CustomerId,
    customer_name: CustomerName,
    status: PromotionStatus,
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
    status: RefundStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[expect(clippy::struct_field_names, reason = "the words of the contract")]
    refund_price: Option<Won>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
