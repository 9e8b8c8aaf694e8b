//! The message that settles an open charge where nobody comes back to pay.

use std::time::Duration;

use accommodation_contracts::{PaymentId, calls::ChargePayment};
use kernel::{AggregateRef, Envelope, EventId};
use platform::{queue::SendAgain, store::Cause, telemetry::chain};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How long the customer has to come back by itself.
const DELAY: Duration = Duration::from_secs(30);

/// What the message is called, and what its ids begin with: it is no event of the payment's, and never has the id of one.
const NAME: &str = "SettlePayment";

/// To `settle-payment`: look what became of a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettlePayment {
    /// The payment.
    pub payment_id: PaymentId,
}

/// Sends the message, in the shape in which the bus delivers events. Should that fail, the reconciler finds the charge.
/// Its id tells the attempt: 0 where it is not known whether one has begun.
pub async fn remind<Q: SendAgain>(
    queue: &Q,
    payment_id: &PaymentId,
    attempt: u32,
    command: &ChargePayment,
    cause: &Cause,
) {
    let aggregate = AggregateRef { kind: NAME.to_owned(), id: payment_id.to_string(), version: attempt.into() };
    let event_id = EventId::of(&aggregate);
    let envelope = Envelope {
        event_id: event_id.clone(),
        event_type: NAME.to_owned(),
        schema_version: 1,
        occurred_at: cause.now,
        aggregate,
        correlation_id: cause.correlation_id.to_string(),
        causation_id: cause.causation_id.clone(),
        replay: false,
        data: SettlePayment { payment_id: payment_id.clone() },
    };
    match queue.send_again(&json!({ "detail": envelope }).to_string(), DELAY).await {
        Ok(()) => tracing::info!(event_id = event_id.as_str(), "an open charge will be looked at"),
        Err(error) => {
            let reservation_number = command.reservation_number.as_str();
            tracing::error!(reservation_number, error = chain(&error), "an open charge waits for the reconciler");
        }
    }
}
