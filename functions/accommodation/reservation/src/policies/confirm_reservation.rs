//! On `PaymentCompleted`: confirms what a lost answer missed.

use accommodation_contracts::{calls::PaymentRefusal, payment::PaymentState};
use platform::{
    queue::Delivered,
    store::{AggregateStore, ExecuteError, execute},
};

use crate::domain::{Reservation, confirm_payment::decide};

/// Confirms the reservation of a completed payment, or rejects money that came too late. Money without any reservation
/// fails the message: somebody has to look at it.
pub async fn handle<S: AggregateStore<Reservation>>(
    reservations: S,
    delivered: Delivered<PaymentState>,
) -> Result<(), ExecuteError<PaymentRefusal>> {
    let payment = delivered.event.data;
    let id = payment.reservation_number.as_str();
    let executed = execute(&reservations, id, &delivered.cause, |state| decide(state, &payment)).await?;
    if executed.changed {
        tracing::info!(reservation_number = id, "decided on a payment whose answer was missed");
    }
    Ok(())
}
