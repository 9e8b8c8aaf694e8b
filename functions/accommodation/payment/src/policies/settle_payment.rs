//! Some time after a charge whose answer was lost: settles it, where nobody came back to pay.

use accommodation_contracts::payment::PaymentProgress;
use jiff::SignedDuration;
use platform::{
    queue::{Delivered, Timing},
    store::{AggregateStore, StoreError},
};

use crate::{
    charges::{Case, Charge, Charges, Settled},
    commands::charge_payment::SettlePayment,
    domain::Payment,
    provider::Provider,
};

/// The longest that one message may be worked on.
const WORK: SignedDuration = SignedDuration::from_secs(8);
/// When to ask again what the provider does not know yet.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);

/// Asks the provider what became of an open charge, and puts it on record. The rest follows from the events of that.
pub async fn handle<S, V>(charges: Charges<S, V>, delivered: Delivered<SettlePayment>) -> Result<Timing, StoreError>
where
    S: AggregateStore<Payment>,
    V: Provider,
{
    let (payment_id, now) = (&delivered.event.data.payment_id, delivered.cause.now);
    let Some(payment) = charges.payments.load(payment_id.as_str()).await?.state else { return Ok(Timing::Done) };
    if payment.public().status != PaymentProgress::Pending {
        return Ok(Timing::Done);
    }
    if now < payment.pending_until() {
        return Ok(Timing::NotBefore(payment.pending_until()));
    }
    let deadline = now.saturating_add(WORK).unwrap_or(now);
    let case = Case { charges: &charges, payment_id, cause: &delivered.cause, deadline };
    match case.settle(payment.public().attempt).await? {
        Settled::Now(Charge::Paid { .. } | Charge::Returned { .. }) | Settled::Unpaid => Ok(Timing::Done),
        Settled::Now(Charge::Open | Charge::Refused(_) | Charge::Started(_) | Charge::Unsettled(_)) => {
            Ok(Timing::NotBefore(now.saturating_add(AGAIN).unwrap_or(now)))
        }
        Settled::Unheard => {
            let payment_id = payment_id.as_str();
            tracing::error!(payment_id, "the provider has never heard of a charge that was sent");
            Ok(Timing::NotBefore(now.saturating_add(AGAIN).unwrap_or(now)))
        }
    }
}
