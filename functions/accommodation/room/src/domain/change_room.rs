//! A host changes a room, opens it or closes it.

use accommodation_contracts::{
    CustomerId,
    room::{RoomLabel, RoomState, RoomStatus},
};
use kernel::Won;

use super::{Room, RoomEvent, RoomRefusal};

/// The command: what is not given stays as it is.
#[derive(Debug, Clone)]
pub struct ChangeRoom {
    /// Who asks.
    pub host_id: CustomerId,
    /// What guests call it.
    pub room_name: Option<RoomLabel>,
    /// Its kind.
    pub room_type: Option<RoomLabel>,
    /// Price per night. A reservation keeps the one that it was made at.
    pub room_price: Option<Won>,
    /// Open, or closed for now.
    pub room_status: Option<OfferedStatus>,
}

/// What a host may set a room to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferedStatus {
    /// Open.
    Empty,
    /// Closed for now.
    OutOfService,
}

impl OfferedStatus {
    /// The status that a word names.
    pub fn parse(word: &str) -> Result<Self, &'static str> {
        match word {
            "EMPTY" => Ok(Self::Empty),
            "OUT_OF_SERVICE" => Ok(Self::OutOfService),
            _ => Err("must be EMPTY or OUT_OF_SERVICE"),
        }
    }
}

/// Decides. No events: it is so already.
pub fn decide(room: Option<&Room>, command: &ChangeRoom) -> Result<Vec<RoomEvent>, RoomRefusal> {
    let current = room.and_then(|room| room.offered_by(&command.host_id)).ok_or(RoomRefusal::NotFound)?;
    let changed = RoomState {
        room_name: command.room_name.clone().unwrap_or_else(|| current.room_name.clone()),
        room_type: command.room_type.clone().unwrap_or_else(|| current.room_type.clone()),
        room_price: command.room_price.unwrap_or(current.room_price),
        room_status: match command.room_status {
            None => current.room_status,
            Some(OfferedStatus::Empty) => RoomStatus::Empty,
            Some(OfferedStatus::OutOfService) => RoomStatus::OutOfService,
        },
        ..current.clone()
    };
    Ok(if changed == *current { Vec::new() } else { vec![RoomEvent::Changed(changed)] })
}

#[cfg(test)]
mod tests {
    use testing::given;

    use super::*;
    use crate::domain::fixtures::{a_room, registered};

    fn command(host: &str) -> ChangeRoom {
        let host_id = CustomerId::parse(host).unwrap();
        ChangeRoom { host_id, room_name: None, room_type: None, room_price: None, room_status: None }
    }

    #[test]
    fn what_is_not_given_stays() {
        let dearer = ChangeRoom { room_price: Some(Won::parse(9).unwrap()), ..command("h-1") };
        let changed = RoomState { room_price: Won::parse(9).unwrap(), ..a_room() };
        given([registered()]).when(|room| decide(room, &dearer)).then([RoomEvent::Changed(changed.clone())]);
        given([registered(), RoomEvent::Changed(changed)]).when(|room| decide(room, &dearer)).then([]);
        given([registered()]).when(|room| decide(room, &command("h-1"))).then([]);
    }

    #[test]
    fn a_room_is_closed_and_opened_again() {
        let set = |status| ChangeRoom { room_status: Some(status), ..command("h-1") };
        let closed = RoomEvent::Changed(RoomState { room_status: RoomStatus::OutOfService, ..a_room() });
        given([registered()]).when(|room| decide(room, &set(OfferedStatus::OutOfService))).then([closed.clone()]);
        given([registered(), closed])
            .when(|room| decide(room, &set(OfferedStatus::Empty)))
            .then([RoomEvent::Changed(a_room())]);
    }

    #[test]
    fn another_hosts_room_or_a_retired_one_does_not_exist() {
        given([registered()]).when(|room| decide(room, &command("h-2"))).then_refused(RoomRefusal::NotFound);
        given([registered(), RoomEvent::Retired])
            .when(|room| decide(room, &command("h-1")))
            .then_refused(RoomRefusal::NotFound);
    }
}
