//! Internal: keeps the hold while payment charges on behalf of `POST /payments`.

use accommodation_contracts::calls::{BeginPayment, PaymentBegun};
use platform::{
    internal::CallContext,
    store::{AggregateStore, ExecuteError, StoreError, execute},
};

use super::refund::late_refund;
use crate::domain::{
    Reservation,
    begin_payment::{decide, is_settle_only},
};

/// Begins a payment, or says why not.
pub async fn handle<S: AggregateStore<Reservation>>(
    reservations: S,
    command: BeginPayment,
    context: CallContext,
) -> Result<PaymentBegun, StoreError> {
    let (id, now) = (command.reservation_number.as_str(), context.cause.now);
    let executed = execute(&reservations, id, &context.cause, |state| decide(state, &command, now)).await;
    match executed {
        Ok(executed) => {
            let settle_only = is_settle_only(&executed.state, now);
            Ok(PaymentBegun::Payable { reservation: Box::new(executed.state.public().clone()), settle_only })
        }
        Err(ExecuteError::Rejected(refusal)) => {
            let refund = late_refund(&reservations, id, refusal, now).await?;
            Ok(PaymentBegun::Refused { refusal, refund })
        }
        Err(ExecuteError::Store(error)) => Err(error),
    }
}
