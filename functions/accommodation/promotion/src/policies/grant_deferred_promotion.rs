//! On `PaymentCompleted`, some seconds late: grants what the synchronous way missed. Synchronous for immediacy,
//! asynchronous for certainty.

use accommodation_contracts::payment::PaymentState;
use platform::{
    queue::Delivered,
    store::{AggregateStore, ExecuteError},
};

use crate::{
    commands::save_promotion::Ports,
    domain::{Promotion, save_promotion::NotGranted},
};

/// Grants the promotion of a completed payment, unless it is there.
pub async fn handle<S: AggregateStore<Promotion>>(
    ports: Ports<S>,
    delivered: Delivered<PaymentState>,
) -> Result<(), ExecuteError<NotGranted>> {
    let executed = match ports.grant(&delivered.event.data, &delivered.cause).await {
        // The money went back before the promotion was granted.
        Err(ExecuteError::Rejected(NotGranted::Revoked)) => return Ok(()),
        other => other?,
    };
    if executed.changed {
        let coupon_id = executed.state.public().coupon_id.as_str();
        tracing::info!(coupon_id, "granted a promotion that was deferred");
    }
    Ok(())
}
