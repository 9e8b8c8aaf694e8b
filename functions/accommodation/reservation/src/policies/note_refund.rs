//! On `PaymentRefunded`: what a cancelled reservation's customer is told of its money.

use std::convert::Infallible;

use accommodation_contracts::payment::PaymentState;
use kernel::Won;
use platform::{
    queue::Delivered,
    store::{AggregateStore, ExecuteError, execute},
};

use crate::domain::{Reservation, note_refund::decide};

/// Notes a refund.
pub async fn handle<S: AggregateStore<Reservation>>(
    reservations: S,
    delivered: Delivered<PaymentState>,
) -> Result<(), ExecuteError<Infallible>> {
    let payment = delivered.event.data;
    let refund = payment.refund_price.unwrap_or(Won::ZERO);
    let deducted = payment.deducted_price.unwrap_or(Won::ZERO);
    let id = payment.reservation_number.as_str();
    execute(&reservations, id, &delivered.cause, |state| Ok(decide(state, refund, deducted))).await?;
    Ok(())
}
