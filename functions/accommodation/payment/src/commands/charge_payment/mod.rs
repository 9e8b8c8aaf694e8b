//! Internal: charges for a reservation, and has promotion grant what that earns.
//!
//! Two writes around the provider's answer, so that no charge is forgotten; whatever a lost answer left open is settled
//! with the provider before anything new is charged, so that none happens twice.

mod earning;
mod reminding;

use std::pin::pin;

use accommodation_contracts::{
    PaymentId,
    calls::{ChargePayment, ChargeRefusal, Charged, PromotionAnswer, SavePromotion},
};
pub use earning::Earning;
use futures::future::{Either, select};
use platform::{
    breaker::SharedBreaker,
    internal::{CallContext, Callee},
    queue::SendAgain,
    store::{AggregateStore, StoreError},
};
pub use reminding::SettlePayment;
use reminding::remind;

use crate::{
    charges::{Case, Charge, Charges, Settled},
    domain::Payment,
    provider::Provider,
};

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S, V, P, B, Q> {
    /// How to charge.
    pub charges: Charges<S, V>,
    /// How to have the promotion granted.
    pub earning: Earning<P, B>,
    /// The delayed queue that brings open charges to `settle-payment`.
    pub reminders: Q,
}

/// Charges, or finds the charge that was made.
pub async fn handle<S, V, P, B, Q>(
    ports: Ports<S, V, P, B, Q>,
    command: ChargePayment,
    context: CallContext,
) -> Result<Charged, StoreError>
where
    S: AggregateStore<Payment>,
    V: Provider,
    P: Callee<SavePromotion, PromotionAnswer>,
    B: SharedBreaker,
    Q: SendAgain,
{
    let payment_id = PaymentId::of(&command.reservation_number);
    let (charges, cause, deadline) = (&ports.charges, &context.cause, context.deadline);
    let mut attempt = 0;
    let charge = charge(Case { charges, payment_id: &payment_id, cause, deadline }, &command, &mut attempt);
    let outcome = beside(charge, ports.earning.breaker.look()).await;
    // Whatever may have been left open comes again by itself, also where this function cannot say so.
    if matches!(outcome, Err(_) | Ok(Charge::Open | Charge::Started(_) | Charge::Unsettled(_))) {
        remind(&ports.reminders, &payment_id, attempt, &command, &context.cause).await;
    }
    Ok(match outcome? {
        Charge::Paid { payment, newly } => {
            let promotion = ports.earning.earn(&payment, &context).await;
            Charged::Completed { payment, promotion, newly }
        }
        Charge::Returned { payment, is_paid_back } => Charged::Returned { payment, is_paid_back },
        // Somebody else's attempt began after ours was settled, and lost its answer too.
        Charge::Open | Charge::Started(_) | Charge::Unsettled(_) => Charged::Refused(ChargeRefusal::Unavailable),
        Charge::Refused(refusal) => Charged::Refused(refusal),
    })
}

/// What `work` comes to, with something run beside it that is not waited for.
async fn beside<T>(work: impl Future<Output = T>, other: impl Future<Output = ()>) -> T {
    match select(pin!(work), pin!(other)).await {
        Either::Left((result, _)) => result,
        Either::Right(((), work)) => work.await,
    }
}

/// Where the charge stands. `asked` is the attempt that it is about, also where this fails; it stays where there is none.
async fn charge<S, V>(case: Case<'_, S, V>, command: &ChargePayment, asked: &mut u32) -> Result<Charge, StoreError>
where
    S: AggregateStore<Payment>,
    V: Provider,
{
    let mut charge = case.start(command).await?;
    if let Charge::Unsettled(attempt) = charge {
        *asked = attempt;
        charge = match case.settle(attempt).await? {
            Settled::Now(charge) => charge,
            Settled::Unpaid => case.start(command).await?,
            Settled::Unheard => case.resend(attempt).await?,
        };
    }
    match charge {
        Charge::Started(attempt) => {
            *asked = attempt.number;
            case.send(attempt, command.payment_price, command.card_token.as_ref()).await
        }
        standing => Ok(standing),
    }
}

#[cfg(test)]
mod tests;
