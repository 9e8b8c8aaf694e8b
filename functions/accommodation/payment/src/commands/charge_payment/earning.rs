//! The promotion that a payment earns: at once if promotion answers in time, else later without anybody asking.

use std::time::Duration;

use accommodation_contracts::{
    CouponId,
    calls::{Deferral, DeferredPromotion, Earned, PromotionAnswer, SavePromotion},
    payment::PaymentState,
    views::PromotionView,
};
use platform::internal::{CallContext, Callee};

/// Has the promotion granted. A promotion that cannot answer never holds up a payment: `PaymentCompleted` reaches it
/// anyway, and it grants what is missing.
pub async fn earn<P: Callee<SavePromotion, PromotionAnswer>>(
    promotion: &P,
    payment: &PaymentState,
    timeout: Duration,
    context: &CallContext,
) -> Earned {
    let command = SavePromotion { payment: payment.clone() };
    let deadline = context.deadline_within(timeout);
    match promotion.call(&command, &context.cause.correlation_id, deadline).await {
        Ok(PromotionAnswer::Granted { promotion, .. }) => Earned::Granted(Box::new(PromotionView::from(*promotion))),
        Ok(PromotionAnswer::NotCompleted | PromotionAnswer::Revoked) => {
            tracing::error!(payment_id = payment.payment_id.as_str(), "promotion does not grant for this payment");
            deferred(payment)
        }
        Err(error) => {
            tracing::warn!(reason = %error, payment_id = payment.payment_id.as_str(), "a promotion is deferred");
            deferred(payment)
        }
    }
}

fn deferred(payment: &PaymentState) -> Earned {
    Earned::Deferred(DeferredPromotion {
        coupon_id: CouponId::of(&payment.payment_id),
        payment_id: payment.payment_id.clone(),
        status: Deferral::Deferred,
    })
}
