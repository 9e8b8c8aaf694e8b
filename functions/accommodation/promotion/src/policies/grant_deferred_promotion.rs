//! On `PaymentCompleted`, some seconds late: grants what the synchronous way missed. Synchronous for immediacy,
//! asynchronous for certainty.

use accommodation_contracts::payment::PaymentState;
use platform::{
    queue::Delivered,
    store::{AggregateStore, ExecuteError},
};

use crate::{
    commands::save_promotion::Ports,
    domain::{Promotion, save_promotion::PaymentNotCompleted},
};

/// Grants the promotion of a completed payment, unless it is there.
pub async fn handle<S: AggregateStore<Promotion>>(
    ports: Ports<S>,
    delivered: Delivered<PaymentState>,
) -> Result<(), ExecuteError<PaymentNotCompleted>> {
    let executed = ports.grant(&delivered.event.data, &delivered.cause).await?;
    if executed.changed {
        let coupon_id = executed.state.public().coupon_id.as_str();
        tracing::info!(coupon_id, "granted a promotion that was deferred");
    }
    Ok(())
}
