//! What clients see: the words are the contract's, wherever a promotion is shown.

use kernel::Won;
use serde::{Deserialize, Serialize};

use crate::{
    CouponId, CustomerId, CustomerName, PaymentId,
    payment::PaymentStatus,
    promotion::{Gift, PromotionMark, PromotionState, PromotionStatus},
};

/// A promotion as every answer shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
