//! Internal: grants what a payment earned, for callers who have it from the payment's owner. The one function with
//! reserved concurrency: more calls than it can bear are shed, and caught up on later.

use accommodation_contracts::{
    CouponId,
    calls::{PromotionAnswer, SavePromotion},
    payment::PaymentState,
};
use platform::{
    internal::CallContext,
    store::{AggregateStore, Cause, ExecuteError, Executed, StoreError, execute},
};

use crate::domain::{
    Policy, Promotion,
    save_promotion::{NotGranted, decide},
};

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S> {
    /// Where promotions are.
    pub promotions: S,
    /// By what a payment earns.
    pub policy: Policy,
}

impl<S: AggregateStore<Promotion>> Ports<S> {
    /// Grants the promotion of a payment, unless it was granted before.
    pub async fn grant(
        &self,
        payment: &PaymentState,
        cause: &Cause,
    ) -> Result<Executed<Promotion>, ExecuteError<NotGranted>> {
        let coupon_id = CouponId::of(&payment.payment_id);
        let decide = |promotion: Option<&Promotion>| decide(promotion, payment, &self.policy, cause.now);
        execute(&self.promotions, coupon_id.as_str(), cause, decide).await
    }
}

/// Grants, or finds what was granted.
pub async fn handle<S: AggregateStore<Promotion>>(
    ports: Ports<S>,
    command: SavePromotion,
    context: CallContext,
) -> Result<PromotionAnswer, StoreError> {
    match ports.grant(&command.payment, &context.cause).await {
        Ok(executed) => Ok(PromotionAnswer::Granted {
            promotion: Box::new(executed.state.public().clone()),
            newly: executed.changed,
        }),
        Err(ExecuteError::Rejected(NotGranted::PaymentNotCompleted)) => Ok(PromotionAnswer::NotCompleted),
        Err(ExecuteError::Rejected(NotGranted::Revoked)) => Ok(PromotionAnswer::Revoked),
        Err(ExecuteError::Store(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::payment::PaymentStatus;
    use platform::{internal, store::MemoryStore};
    use testing::invoke;

    use super::*;
    use crate::domain::fixtures::policy;
    use accommodation_contracts::samples::paid;

    #[tokio::test]
    async fn concurrent_calls_for_one_payment_grant_one_promotion() {
        let promotions = MemoryStore::default();
        let ports = Ports { promotions: promotions.clone(), policy: policy() };
        let function = internal::function("save-promotion", ports, handle);
        let command = SavePromotion { payment: paid() };
        let answers = futures(&function, &command).await;
        let newly = answers.iter().filter(|answer| matches!(answer, PromotionAnswer::Granted { newly: true, .. }));
        assert_eq!(newly.count(), 1);
        assert_eq!(promotions.published().len(), 1);
    }

    async fn futures(function: &platform::function::Function, command: &SavePromotion) -> [PromotionAnswer; 3] {
        let (a, b, c) = tokio::join!(invoke(function, command), invoke(function, command), invoke(function, command));
        [a.unwrap(), b.unwrap(), c.unwrap()]
    }

    #[tokio::test]
    async fn an_unpaid_payment_is_refused_and_nothing_is_written() {
        let promotions = MemoryStore::default();
        let ports = Ports { promotions: promotions.clone(), policy: policy() };
        let function = internal::function("save-promotion", ports, handle);
        let unpaid = PaymentState { payment_status: PaymentStatus::N, ..paid() };
        let answer: PromotionAnswer = invoke(&function, &SavePromotion { payment: unpaid }).await.unwrap();
        assert_eq!(answer, PromotionAnswer::NotCompleted);
        assert!(promotions.published().is_empty());
    }
}
