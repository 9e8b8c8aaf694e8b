//! Internal: keeps the hold while payment charges on behalf of `POST /payments`.

use accommodation_contracts::calls::{BeginPayment, PaymentBegun};
use platform::{
    internal::CallContext,
    store::{AggregateStore, ExecuteError, StoreError, execute},
};

use crate::domain::{Reservation, begin_payment::decide};

/// Begins a payment, or says why not.
pub async fn handle<S: AggregateStore<Reservation>>(
    reservations: S,
    command: BeginPayment,
    context: CallContext,
) -> Result<PaymentBegun, StoreError> {
    let (id, now) = (command.reservation_number.as_str(), context.cause.now);
    let executed = execute(&reservations, id, &context.cause, |state| decide(state, &command, now)).await;
    match executed {
        Ok(executed) => Ok(PaymentBegun::Payable(Box::new(executed.state.public().clone()))),
        Err(ExecuteError::Rejected(refusal)) => Ok(PaymentBegun::Refused(refusal)),
        Err(ExecuteError::Store(error)) => Err(error),
    }
}
