//! On `PaymentRefunded`: the net under `revoke-promotion`. Normally the promotion is revoked by then.

use accommodation_contracts::payment::PaymentState;
use platform::{
    queue::Delivered,
    store::{AggregateStore, StoreError},
};

use crate::{commands::revoke_promotion::revoke, domain::Promotion};

/// Revokes the promotion of a payment that went back.
pub async fn handle<S: AggregateStore<Promotion>>(
    promotions: S,
    delivered: Delivered<PaymentState>,
) -> Result<(), StoreError> {
    let executed = revoke(&promotions, &delivered.event.data, &delivered.cause).await?;
    if executed.changed {
        let coupon_id = executed.state.public().coupon_id.as_str();
        tracing::warn!(coupon_id, "revoked a promotion that the refund had left");
    }
    Ok(())
}
