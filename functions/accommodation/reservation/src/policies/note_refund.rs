//! On `PaymentRefunded`: what a cancelled reservation's customer is told of its money.

use accommodation_contracts::payment::PaymentState;
use kernel::Won;
use platform::{
    queue::Delivered,
    store::{AggregateStore, ExecuteError, execute},
};

use crate::domain::{Reservation, note_refund::decide};

/// Nobody knows the reservation: its payment's event is kept for a person to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoReservation;

/// Notes a refund.
pub async fn handle<S: AggregateStore<Reservation>>(
    reservations: S,
    delivered: Delivered<PaymentState>,
) -> Result<(), ExecuteError<NoReservation>> {
    let payment = delivered.event.data;
    let refund = payment.refund_price.unwrap_or(Won::ZERO);
    let deducted = payment.deducted_price.unwrap_or(Won::ZERO);
    let id = payment.reservation_number.as_str();
    let decide = |state: Option<&Reservation>| state.map(|_| decide(state, refund, deducted)).ok_or(NoReservation);
    execute(&reservations, id, &delivered.cause, decide).await.map(drop)
}
