//! On `ReservationCancelled` and `PaymentRejected`: what was paid goes back, less what a used gift was worth; what was not
//! paid never will be.

use accommodation_contracts::{
    PaymentId,
    calls::{PromotionRevoked, RevokePromotion},
    payment::PaymentState,
    reservation::ReservationState,
};
use jiff::SignedDuration;
use kernel::Won;
use platform::{
    clock,
    internal::{CallError, Callee},
    queue::Delivered,
    store::{AggregateStore, Cause, ExecuteError, StoreError, announce_again, execute},
};

use crate::{
    charges::Charges,
    domain::{
        Payment, PaymentEvent, record_refund,
        request_refund::{self, IsPaid},
    },
    provider::{ChargeKey, Provider, VerdictUnknown},
};

/// The longest that promotion may take.
const REVOKING: SignedDuration = SignedDuration::from_secs(3);

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S, V, P> {
    /// Payments, and who moves their money.
    pub charges: Charges<S, V>,
    /// Promotion's `revoke-promotion`.
    pub revoking: P,
}

/// Why a refund is not through: the message comes again.
#[derive(Debug, thiserror::Error)]
pub enum NotRefunded {
    /// The table did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Promotion did not answer: nothing goes back before the gift is void.
    #[error("the promotion is not revoked")]
    NotRevoked(#[from] CallError),
    /// The provider did not answer.
    #[error("the provider has not paid back")]
    NotPaidBack(#[from] VerdictUnknown),
}

/// Refunds the payment of a reservation that has ended. Every step may be repeated. A reservation that asks again has not
/// heard of the refund: it is announced again.
pub async fn handle<S, V, P>(ports: Ports<S, V, P>, delivered: Delivered<ReservationState>) -> Result<(), NotRefunded>
where
    S: AggregateStore<Payment>,
    V: Provider,
    P: Callee<RevokePromotion, PromotionRevoked>,
{
    let reservation = delivered.event.data;
    let payment_id = PaymentId::of(&reservation.reservation_number);
    let payment = ports.charges.payments.load(payment_id.as_str()).await?.state;
    if payment.as_ref().is_some_and(|payment| !payment.may_owe()) {
        if delivered.event.replay {
            announce_again(&ports.charges.payments, payment_id.as_str(), &delivered.cause, refunded).await?;
        }
        return Ok(());
    }
    // Before anything else: from now on nothing is granted for this payment, whatever of it is still under way.
    let payment =
        payment.map_or_else(|| request_refund::nothing_paid(&reservation), |payment| payment.public().clone());
    let redeemed_value = revoke(&ports.revoking, payment, &delivered.cause).await?;
    let decide = |payment: Option<&Payment>| request_refund::decide(payment, &reservation);
    match execute(&ports.charges.payments, payment_id.as_str(), &delivered.cause, decide).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Rejected(IsPaid(payment))) => {
            pay_back(&ports.charges, &payment, redeemed_value, &delivered.cause).await
        }
        Err(ExecuteError::Store(error)) => Err(error.into()),
    }
}

/// The event of a payment that went back.
fn refunded(payment: &Payment) -> Option<PaymentEvent> {
    let details = payment.public();
    let (refund_price, deducted_price) = (details.refund_price?, details.deducted_price?);
    Some(PaymentEvent::Refunded { refund_price, deducted_price, is_paid_back: !payment.owes_refund() })
}

async fn revoke<P>(revoking: &P, payment: PaymentState, cause: &Cause) -> Result<Won, NotRefunded>
where
    P: Callee<RevokePromotion, PromotionRevoked>,
{
    let now = clock::now();
    let deadline = now.saturating_add(REVOKING).unwrap_or(now);
    let revoked = revoking.call(&RevokePromotion { payment }, &cause.correlation_id, deadline).await?;
    Ok(revoked.redeemed_value)
}

async fn pay_back<S, V>(
    charges: &Charges<S, V>,
    payment: &PaymentState,
    redeemed_value: Won,
    cause: &Cause,
) -> Result<(), NotRefunded>
where
    S: AggregateStore<Payment>,
    V: Provider,
{
    let (refund, deducted) = record_refund::split(payment.payment_price, redeemed_value);
    if refund > Won::ZERO {
        charges.provider.refund(&ChargeKey::of(&payment.payment_id, payment.attempt), refund).await?;
    }
    let cause = Cause { now: clock::now(), ..cause.clone() };
    let decide =
        |payment: Option<&Payment>| Ok::<_, std::convert::Infallible>(record_refund::decide(payment, refund, deducted));
    match execute(&charges.payments, payment.payment_id.as_str(), &cause, decide).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Store(error)) => Err(error.into()),
        Err(ExecuteError::Rejected(never)) => match never {},
    }
}

#[cfg(test)]
mod tests;
