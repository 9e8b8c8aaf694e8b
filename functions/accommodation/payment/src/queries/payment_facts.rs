//! Internal: what is known of a payment, for those who must not take a caller's word for it.

use accommodation_contracts::calls::{KnownPayment, PaymentFacts};
use platform::{
    internal::CallContext,
    store::{AggregateStore, StoreError},
};

use crate::domain::Payment;

/// States the facts.
pub async fn handle<S: AggregateStore<Payment>>(
    payments: S,
    command: PaymentFacts,
    _: CallContext,
) -> Result<KnownPayment, StoreError> {
    let payment = payments.load(command.payment_id.as_str()).await?.state;
    Ok(payment.map(|payment| payment.public().clone()))
}
