//! Internal: a host is about to close a room. Refused while somebody stays in it from today on; else nobody can reserve
//! it until its closing is known here, or some minutes have passed.

use accommodation_contracts::calls::{CloseRoom, RoomClosing};
use jiff::{SignedDuration, ToSpan};
use kernel::dates::korean_date;
use platform::{
    internal::CallContext,
    store::{Guards, Lease, StoreError},
};

use crate::domain::{
    catalogue::{closing_key, night_key},
    furthest_night,
};

/// How long reservations stop at most: the room's own write follows within seconds, the news of it within a second more.
const STOP: SignedDuration = SignedDuration::from_mins(15);

/// Stops reservations of a room, then looks whether there are any. In this order, a reservation that comes in between is
/// either seen or refused.
pub async fn handle<G: Guards>(guards: G, command: CloseRoom, context: CallContext) -> Result<RoomClosing, StoreError> {
    let now = context.cause.now;
    let key = closing_key(&command.room_number);
    let until = now.saturating_add(STOP).unwrap_or(now);
    guards.take_lease(&Lease { key: key.clone(), until, fence: command.closing_version }).await?;
    let today = korean_date(now);
    let nights = today.series(1.day()).take_while(|night| *night <= furthest_night(today));
    let nights: Vec<String> = nights.map(|night| night_key(&command.room_number, night)).collect();
    if guards.any_claimed(&nights).await? {
        guards.drop_lease(&key).await?;
        return Ok(RoomClosing::HasReservations);
    }
    Ok(RoomClosing::Free)
}
