//! Decisions that may close a room: reservation is asked first, and stops reservations of it meanwhile.

use std::time::Duration;

use accommodation_contracts::{
    RoomNumber,
    calls::{CloseRoom, RoomClosing},
};
use platform::{
    http::{Problem, Request},
    internal::{Callee, deadline_within},
    store::{AggregateStore, Change, CommitError, StoreError},
};

use crate::domain::{Room, RoomEvent, RoomRefusal};

/// The longest that reservation may take.
const CLOSING: Duration = Duration::from_secs(3);
/// How often a decision is made before the room counts as contended.
const ATTEMPTS: u32 = 3;

/// What such a function works with.
#[derive(Debug, Clone)]
pub struct Ports<S, C> {
    /// Where rooms are.
    pub rooms: S,
    /// Reservation's `close-room`.
    pub closing: C,
}

impl<S, C> Ports<S, C>
where
    S: AggregateStore<Room>,
    C: Callee<CloseRoom, RoomClosing>,
{
    /// Decides and writes. A room that was open and is not any more is closed at reservation first, and so is one that
    /// retires: it may have been sold since it closed, where the news of that was late.
    pub async fn execute<D>(&self, room_number: &RoomNumber, request: &Request, decide: D) -> Result<Room, Problem>
    where
        D: Fn(Option<&Room>) -> Result<Vec<RoomEvent>, RoomRefusal> + Send + Sync,
    {
        let cause = request.cause();
        for _ in 0..ATTEMPTS {
            let current = self.rooms.load(room_number.as_str()).await?;
            let was_open = current.state.as_ref().is_some_and(Room::is_open);
            let events = decide(current.state.as_ref())?;
            if events.is_empty()
                && let Some(room) = current.state
            {
                return Ok(room);
            }
            let change = Change::new(room_number.as_str(), current, &events, &cause)?;
            if change.state.is_retired() || was_open && !change.state.is_open() {
                self.close(room_number, change.version, request).await?;
            }
            match self.rooms.commit(&change).await {
                Ok(()) => return Ok(change.state),
                Err(CommitError::Conflict) => {}
                Err(CommitError::Store(error)) => return Err(error.into()),
                Err(other @ (CommitError::Taken(_) | CommitError::Unmet(_))) => {
                    return Err(StoreError::unencodable(other).into());
                }
            }
        }
        Err(StoreError::Contended.into())
    }

    async fn close(
        &self,
        room_number: &RoomNumber,
        closing_version: u64,
        request: &Request,
    ) -> Result<(), RoomRefusal> {
        let command = CloseRoom { room_number: room_number.clone(), closing_version };
        let deadline = deadline_within(request.deadline, CLOSING);
        match self.closing.call(&command, &request.correlation_id, deadline).await {
            Ok(RoomClosing::Free) => Ok(()),
            Ok(RoomClosing::HasReservations) => Err(RoomRefusal::HasReservations),
            Err(_) => Err(RoomRefusal::ReservationsUnknown),
        }
    }
}

#[cfg(test)]
mod tests;
