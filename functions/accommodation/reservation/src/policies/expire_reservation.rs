//! Some time after `Reserved`: ends the hold, if it is time.

use accommodation_contracts::reservation::ReservationState;
use platform::{
    queue::{Delivered, Timing},
    store::{AggregateStore, ExecuteError, execute},
};

use crate::domain::{
    Reservation,
    expire_reservation::{NotExpired, decide},
};

/// Ends a hold whose time has come; its nights are free in the same write.
pub async fn handle<S: AggregateStore<Reservation>>(
    reservations: S,
    delivered: Delivered<ReservationState>,
) -> Result<Timing, ExecuteError<NotExpired>> {
    let (id, now) = (delivered.event.data.reservation_number.as_str(), delivered.cause.now);
    match execute(&reservations, id, &delivered.cause, |state| decide(state, now)).await {
        Ok(_) => Ok(Timing::Done),
        Err(ExecuteError::Rejected(NotExpired::TooEarly(end))) => Ok(Timing::NotBefore(end)),
        Err(error) => Err(error),
    }
}
