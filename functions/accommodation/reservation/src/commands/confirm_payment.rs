//! Internal: confirms the reservation that payment charged for on behalf of `POST /payments`.

use accommodation_contracts::calls::{ConfirmPayment, PaymentConfirmed};
use platform::{
    internal::CallContext,
    store::{AggregateStore, ExecuteError, StoreError, execute},
};

use crate::domain::{
    Reservation,
    confirm_payment::{decide, lateness},
};

/// Confirms a reservation, or says why not.
pub async fn handle<S: AggregateStore<Reservation>>(
    reservations: S,
    command: ConfirmPayment,
    context: CallContext,
) -> Result<PaymentConfirmed, StoreError> {
    let id = command.payment.reservation_number.as_str();
    let executed = execute(&reservations, id, &context.cause, |state| decide(state, &command.payment)).await;
    match executed {
        Ok(executed) => Ok(match lateness(&executed.state) {
            Some(refusal) => PaymentConfirmed::Late(refusal),
            None => PaymentConfirmed::Confirmed {
                reservation: Box::new(executed.state.public().clone()),
                newly: executed.changed,
            },
        }),
        Err(ExecuteError::Rejected(refusal)) => Ok(PaymentConfirmed::Late(refusal)),
        Err(ExecuteError::Store(error)) => Err(error),
    }
}
