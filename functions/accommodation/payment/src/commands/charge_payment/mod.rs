//! Internal: charges for a reservation, and has promotion grant what that earns.
//!
//! Two writes around the provider's answer, so that no charge is forgotten; whatever a lost answer left open is settled
//! with the provider before anything new is charged, so that none happens twice.

mod charging;
mod earning;

use accommodation_contracts::{
    PaymentId,
    calls::{ChargePayment, ChargeRefusal, Charged, PromotionAnswer, SavePromotion},
};
use charging::{Charge, Charging, Settled};
use earning::earn;
use platform::{
    internal::{CallContext, Callee},
    store::{AggregateStore, StoreError},
};

pub use crate::settings::Timeouts;
use crate::{domain::Payment, provider::Provider};

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S, V, P> {
    /// Where payments are.
    pub payments: S,
    /// Who moves the money.
    pub provider: V,
    /// Promotion's `save-promotion`.
    pub promotion: P,
    /// How long to wait for either.
    pub timeouts: Timeouts,
}

/// Charges, or finds the charge that was made.
pub async fn handle<S, V, P>(
    ports: Ports<S, V, P>,
    command: ChargePayment,
    context: CallContext,
) -> Result<Charged, StoreError>
where
    S: AggregateStore<Payment>,
    V: Provider,
    P: Callee<SavePromotion, PromotionAnswer>,
{
    let payment_id = PaymentId::of(&command.reservation_number);
    let charging = Charging { ports: &ports, command: &command, payment_id: &payment_id, context: &context };
    let mut charge = charging.start().await?;
    if let Charge::Unsettled(attempt) = charge {
        charge = match charging.settle(attempt).await? {
            Settled::Now(charge) => charge,
            Settled::Unpaid => charging.start().await?,
        };
    }
    if let Charge::Started(attempt) = charge {
        charge = charging.send(attempt).await?;
    }
    Ok(match charge {
        Charge::Paid { payment, newly } => {
            let promotion = earn(&ports.promotion, &payment, ports.timeouts.promotion, &context).await;
            Charged::Completed { payment, promotion, newly }
        }
        Charge::Refused(refusal) => Charged::Refused(refusal),
        // Somebody else's attempt began after ours was settled, and lost its answer too.
        Charge::Started(_) | Charge::Unsettled(_) => Charged::Refused(ChargeRefusal::Unavailable),
    })
}

#[cfg(test)]
mod tests;
