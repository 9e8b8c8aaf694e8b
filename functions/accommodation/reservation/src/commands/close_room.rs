//! Internal: a host is about to close a room. Refused while somebody stays in it from today on; else nobody can reserve
//! it until its closing is known here, or some minutes have passed.

use accommodation_contracts::{
    RoomNumber,
    calls::{CloseRoom, RoomClosing},
};
use jiff::{SignedDuration, ToSpan, civil::Date};
use kernel::dates::korean_date;
use platform::{
    internal::CallContext,
    store::{Guards, Lease, StoreError},
    telemetry::chain,
};

use crate::domain::{
    catalogue::{closing_key, night_key},
    furthest_night,
};

/// How long reservations stop at most. The room's own write follows within seconds, and the news of it mostly within one more;
/// where that is late, its queue tries for an hour.
const STOP: SignedDuration = SignedDuration::from_hours(1);

/// Stops reservations of a room, then looks whether there are any. In this order, a reservation that comes in between is
/// either seen or refused.
pub async fn handle<G: Guards>(guards: G, command: CloseRoom, context: CallContext) -> Result<RoomClosing, StoreError> {
    let cause = context.cause;
    let lease = Lease {
        key: closing_key(&command.room_number),
        holder: cause.causation_id,
        until: cause.now.saturating_add(STOP).unwrap_or(cause.now),
        fence: command.closing_version,
    };
    let before = guards.take_lease(&lease).await?;
    let outcome = guards.any_claimed(&nights_ahead(&command.room_number, korean_date(cause.now))).await;
    // Another closing of the same version may rely on the lease that was taken over: then it ends by itself.
    let is_shared = before.is_some_and(|end| cause.now < end);
    match outcome {
        Ok(false) => Ok(RoomClosing::Free),
        Ok(true) => {
            guards.drop_lease(&lease).await?;
            Ok(RoomClosing::HasReservations)
        }
        Err(error) => {
            if !is_shared && let Err(kept) = guards.drop_lease(&lease).await {
                tracing::warn!(error = chain(&kept), "a room stays closed to reservations for a while");
            }
            Err(error)
        }
    }
}

/// The keys of all nights that can be reserved today.
fn nights_ahead(room: &RoomNumber, today: Date) -> Vec<String> {
    let nights = today.series(1.day()).take_while(|night| *night <= furthest_night(today));
    nights.map(|night| night_key(room, night)).collect()
}

#[cfg(test)]
mod tests;
