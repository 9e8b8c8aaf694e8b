//! The promotion that a payment earns: at once if promotion answers in time, else later without anybody asking.

use std::time::Duration;

use accommodation_contracts::{
    CouponId,
    calls::{Deferral, DeferredPromotion, Earned, PromotionAnswer, SavePromotion},
    payment::PaymentState,
    views::PromotionView,
};
use platform::{
    breaker::{Breaker, SharedBreaker},
    internal::{CallContext, CallError, Callee},
    metrics::count,
};

/// How promotions are asked for.
#[derive(Debug, Clone)]
pub struct Earning<P, B> {
    /// Promotion's `save-promotion`.
    pub promotion: P,
    /// How long to wait for it.
    pub timeout: Duration,
    /// What all instances know of how it fares.
    pub breaker: Breaker<B>,
}

impl<P, B> Earning<P, B>
where
    P: Callee<SavePromotion, PromotionAnswer>,
    B: SharedBreaker,
{
    /// Has the promotion granted. A promotion that cannot answer never holds up a payment: `PaymentCompleted` reaches it
    /// anyway, and it grants what is missing. While the breaker is open it is not asked.
    pub async fn earn(&self, payment: &PaymentState, context: &CallContext) -> Earned {
        let Some(permit) = self.breaker.admit().await else {
            count("PromotionsNotAskedFor", 1);
            return deferred(payment);
        };
        let command = SavePromotion { payment: payment.clone() };
        let deadline = context.deadline_within(self.timeout);
        let answer = self.promotion.call(&command, &context.cause.correlation_id, deadline).await;
        match &answer {
            // That says something of us, and nothing of promotion.
            Err(CallError::NoTime) => self.breaker.give_back(permit).await,
            heard => self.breaker.tell(permit, heard.is_ok()).await,
        }
        match answer {
            Ok(PromotionAnswer::Granted { promotion, newly }) => {
                if newly {
                    count("PromotionsGranted", 1);
                }
                Earned::Granted(Box::new(PromotionView::from(*promotion)))
            }
            // Cancelled meanwhile: the money goes back, and what it would have earned is void already.
            Ok(PromotionAnswer::Revoked) => deferred(payment),
            Ok(PromotionAnswer::NotCompleted) => {
                tracing::error!(payment_id = payment.payment_id.as_str(), "promotion does not grant for this payment");
                deferred(payment)
            }
            Err(error) => {
                tracing::warn!(reason = %error, payment_id = payment.payment_id.as_str(), "a promotion is deferred");
                deferred(payment)
            }
        }
    }
}

fn deferred(payment: &PaymentState) -> Earned {
    count("PromotionsDeferred", 1);
    Earned::Deferred(DeferredPromotion {
        coupon_id: CouponId::of(&payment.payment_id),
        payment_id: payment.payment_id.clone(),
        status: Deferral::Deferred,
    })
}

#[cfg(test)]
mod tests;
