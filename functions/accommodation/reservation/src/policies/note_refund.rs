//! On `PaymentRefunded`: what a cancelled reservation's customer is told of its money.

use accommodation_contracts::payment::PaymentState;
use kernel::Won;
use platform::{
    queue::Delivered,
    store::{AggregateStore, ExecuteError, StoreError, execute},
};

use crate::domain::{Reservation, note_refund::decide};

/// Notes a refund.
pub async fn handle<S: AggregateStore<Reservation>>(
    reservations: S,
    delivered: Delivered<PaymentState>,
) -> Result<(), StoreError> {
    let payment = delivered.event.data;
    let refund = payment.refund_price.unwrap_or(Won::ZERO);
    let deducted = payment.deducted_price.unwrap_or(Won::ZERO);
    let id = payment.reservation_number.as_str();
    let decide = |state: Option<&Reservation>| state.map(|_| decide(state, refund, deducted)).ok_or(());
    match execute(&reservations, id, &delivered.cause, decide).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Rejected(())) => {
            tracing::error!(reservation_number = id, "a refund of a reservation that is not there");
            Ok(())
        }
        Err(ExecuteError::Store(error)) => Err(error),
    }
}
