//! Internal: a payment goes back, so what it earned does first. Also the net under that: the same on `PaymentRefunded`.

use accommodation_contracts::{
    CouponId,
    calls::{PromotionRevoked, RevokePromotion},
    payment::PaymentState,
};
use platform::{
    internal::CallContext,
    store::{AggregateStore, Cause, ExecuteError, Executed, StoreError, execute},
};

use crate::domain::{
    Promotion,
    revoke_promotion::{decide, redeemed_value},
};

/// Revokes the promotion of a payment, or sees to it that there will be none.
pub async fn handle<S: AggregateStore<Promotion>>(
    promotions: S,
    command: RevokePromotion,
    context: CallContext,
) -> Result<PromotionRevoked, StoreError> {
    let executed = revoke(&promotions, &command.payment, &context.cause).await?;
    Ok(PromotionRevoked { redeemed_value: redeemed_value(&executed.state) })
}

/// Revokes, whoever asks.
pub(crate) async fn revoke<S: AggregateStore<Promotion>>(
    promotions: &S,
    payment: &PaymentState,
    cause: &Cause,
) -> Result<Executed<Promotion>, StoreError> {
    let coupon_id = CouponId::of(&payment.payment_id);
    let decide =
        |promotion: Option<&Promotion>| Ok::<_, std::convert::Infallible>(decide(promotion, payment, cause.now));
    match execute(promotions, coupon_id.as_str(), cause, decide).await {
        Ok(executed) => Ok(executed),
        Err(ExecuteError::Store(error)) => Err(error),
        Err(ExecuteError::Rejected(never)) => match never {},
    }
}
