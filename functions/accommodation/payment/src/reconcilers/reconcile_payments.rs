//! Every minute: settles charges that nobody came back for, pays back what is owed, and sees completed payments through
//! that nobody has heard of. It finds nothing as long as queues work; what it finds is an alarm.

use std::time::Duration;

use accommodation_contracts::{
    PaymentId,
    calls::{ConfirmPayment, PaymentConfirmed, PromotionAnswer, SavePromotion},
    payment::{PaymentProgress, PaymentState},
};
use jiff::{SignedDuration, Timestamp};
use platform::{
    clock,
    internal::Callee,
    reconciler::{Driven, drive},
    schedule::Run,
    store::{AggregateStore, Cause, ExecuteError, OpenWorkIndex, StoreError, execute},
};
use serde::Serialize;

use crate::{
    charges::{Case, Charge, Charges, Settled},
    domain::{Noted, Payment, note},
    provider::Provider,
};

/// The longest that one call may take.
const CALL: Duration = Duration::from_secs(3);

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S, V, F, P> {
    /// Payments, and who moves their money.
    pub charges: Charges<S, V>,
    /// Reservation's `confirm-payment`.
    pub confirming: F,
    /// Promotion's `save-promotion`.
    pub saving: P,
    /// How long messages have by themselves.
    pub after: SignedDuration,
}

/// What a run found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Charges that nobody came back for.
    pub charges: Driven,
    /// Refunds that the provider has not been seen to make.
    pub refunds: Driven,
    /// Completed payments that did not lead to all that they should.
    pub completions: Driven,
}

impl Found {
    /// Tells the operators, if there was anything.
    fn report(self) {
        let Self { charges, refunds, completions } = self;
        let all = [charges, refunds, completions];
        if all.iter().all(|driven| driven.is_nothing()) {
            return;
        }
        charges.count("LostCharges");
        refunds.count("LostRefunds");
        completions.count("LostCompletions");
        let left: u64 = all.iter().map(|driven| driven.left).sum();
        let is_all = all.iter().all(|driven| driven.is_all);
        let (charges, refunds, completions) = (charges.tried, refunds.tried, completions.tried);
        tracing::error!(charges, refunds, completions, left, is_all, "messages have lost payments");
    }
}

/// Drives open work again.
pub async fn handle<S, V, F, P>(ports: Ports<S, V, F, P>, run: Run) -> Result<Found, StoreError>
where
    S: AggregateStore<Payment> + OpenWorkIndex,
    V: Provider,
    F: Callee<ConfirmPayment, PaymentConfirmed>,
    P: Callee<SavePromotion, PromotionAnswer>,
{
    let (ports, cause) = (&ports, &run.cause);
    let (charges, payments) = (&ports.charges, &ports.charges.payments);
    // None of them waits for another kind.
    let (charges, refunds, completions) = tokio::join!(
        drive(payments, "settle", ports.after, &run, |id| async move { settle(charges, &id, cause).await }),
        drive(payments, "refund", ports.after, &run, |id| async move { pay_back(charges, &id, cause).await }),
        drive(payments, "completion", ports.after, &run, |id| async move { see_through(ports, &id, cause).await }),
    );
    let found = Found { charges: charges?, refunds: refunds?, completions: completions? };
    found.report();
    Ok(found)
}

/// Why work is left for the next run.
#[derive(Debug, thiserror::Error)]
enum Left {
    /// The table did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Whoever was asked did not do it, or does not know.
    #[error("it is still open")]
    StillOpen,
}

async fn settle<S, V>(charges: &Charges<S, V>, id: &str, cause: &Cause) -> Result<(), Left>
where
    S: AggregateStore<Payment>,
    V: Provider,
{
    let Some(payment) = charges.payments.load(id).await?.state else { return Ok(()) };
    let details = payment.public();
    if details.status != PaymentProgress::Pending {
        return Ok(());
    }
    match case(charges, &details.payment_id, cause).settle(details.attempt).await? {
        Settled::Unpaid | Settled::Now(Charge::Paid { .. } | Charge::Returned { .. }) => Ok(()),
        Settled::Now(Charge::Open | Charge::Refused(_) | Charge::Started(_) | Charge::Unsettled(_))
        | Settled::Unheard => Err(Left::StillOpen),
    }
}

async fn pay_back<S, V>(charges: &Charges<S, V>, id: &str, cause: &Cause) -> Result<(), Left>
where
    S: AggregateStore<Payment>,
    V: Provider,
{
    match charges.payments.load(id).await?.state {
        Some(payment) if payment.owes_refund() => {
            let is_paid_back = case(charges, &payment.public().payment_id, cause).pay_back(&payment).await?;
            if is_paid_back { Ok(()) } else { Err(Left::StillOpen) }
        }
        _ => Ok(()),
    }
}

fn case<'a, S, V>(charges: &'a Charges<S, V>, payment_id: &'a PaymentId, cause: &'a Cause) -> Case<'a, S, V> {
    let deadline = clock::now().saturating_add(CALL).unwrap_or(Timestamp::MAX);
    Case { charges, payment_id, cause, deadline }
}

/// Has the reservation confirmed and the promotion granted, and notes what came of it.
async fn see_through<S, V, F, P>(ports: &Ports<S, V, F, P>, id: &str, cause: &Cause) -> Result<(), Left>
where
    S: AggregateStore<Payment>,
    F: Callee<ConfirmPayment, PaymentConfirmed>,
    P: Callee<SavePromotion, PromotionAnswer>,
{
    let payment = ports.charges.payments.load(id).await?.state.map(|payment| payment.public().clone());
    let Some(payment) = payment.filter(|payment| payment.status == PaymentProgress::Completed) else { return Ok(()) };
    let heard = ask(ports, payment, cause).await;
    let cause = Cause { now: clock::now(), ..cause.clone() };
    let decide = |payment: Option<&Payment>| Ok::<_, std::convert::Infallible>(note::decide(payment, heard));
    match execute(&ports.charges.payments, id, &cause, decide).await {
        Ok(noted) if noted.state.noted().is_all() => Ok(()),
        Ok(_) => Err(Left::StillOpen),
        Err(ExecuteError::Store(error)) => Err(error.into()),
        Err(ExecuteError::Rejected(never)) => match never {},
    }
}

/// Money that came too late earns nothing: its reservation has it sent back. While that is not known, nothing is granted.
async fn ask<S, V, F, P>(ports: &Ports<S, V, F, P>, payment: PaymentState, cause: &Cause) -> Noted
where
    F: Callee<ConfirmPayment, PaymentConfirmed>,
    P: Callee<SavePromotion, PromotionAnswer>,
{
    let deadline = || clock::now().saturating_add(CALL).unwrap_or(Timestamp::MAX);
    let confirm = ConfirmPayment { payment: payment.clone() };
    let confirmed = ports.confirming.call(&confirm, &cause.correlation_id, deadline()).await;
    if !matches!(confirmed, Ok(PaymentConfirmed::Confirmed { .. })) {
        return Noted::default();
    }
    let saved = ports.saving.call(&SavePromotion { payment }, &cause.correlation_id, deadline()).await;
    let promotion = matches!(saved, Ok(PromotionAnswer::Granted { .. } | PromotionAnswer::Revoked));
    Noted { confirmation: true, promotion }
}

#[cfg(test)]
mod tests;
