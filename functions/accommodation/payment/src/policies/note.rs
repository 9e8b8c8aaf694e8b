//! On `PromotionSaved`, `PromotionRevoked` and `ReservationConfirmed`: what a payment led to has happened, so that the
//! reconciler need not ask.

use accommodation_contracts::{PaymentId, promotion::PromotionState, reservation::ReservationState};
use platform::{
    queue::Delivered,
    store::{AggregateStore, Cause, ExecuteError, StoreError, execute},
};

use crate::domain::{Noted, Payment, note::decide};

/// Notes a promotion.
pub async fn promotion<S: AggregateStore<Payment>>(
    payments: S,
    delivered: Delivered<PromotionState>,
) -> Result<(), StoreError> {
    let heard = Noted { promotion: true, confirmation: false };
    note(&payments, &delivered.event.data.payment_id, heard, &delivered.cause).await
}

/// Notes that a reservation was confirmed.
pub async fn confirmation<S: AggregateStore<Payment>>(
    payments: S,
    delivered: Delivered<ReservationState>,
) -> Result<(), StoreError> {
    let payment_id = PaymentId::of(&delivered.event.data.reservation_number);
    let heard = Noted { promotion: false, confirmation: true };
    note(&payments, &payment_id, heard, &delivered.cause).await
}

async fn note<S: AggregateStore<Payment>>(
    payments: &S,
    payment_id: &PaymentId,
    heard: Noted,
    cause: &Cause,
) -> Result<(), StoreError> {
    let decide = |payment: Option<&Payment>| payment.map(|_| decide(payment, heard)).ok_or(());
    match execute(payments, payment_id.as_str(), cause, decide).await {
        // A promotion is revoked before the payment that never was is on record: nothing waits for this note.
        Ok(_) | Err(ExecuteError::Rejected(())) => Ok(()),
        Err(ExecuteError::Store(error)) => Err(error),
    }
}
