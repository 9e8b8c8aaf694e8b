//! A host puts a room into the catalogue.

use accommodation_contracts::{
    CustomerId, RoomNumber,
    room::{RoomLabel, RoomState, RoomStatus},
};
use kernel::{Refusal, RefusalKind, Won};

use super::{Room, RoomEvent};

/// The command.
#[derive(Debug, Clone)]
pub struct RegisterRoom {
    /// The number on its door.
    pub room_number: RoomNumber,
    /// What guests call it.
    pub room_name: RoomLabel,
    /// Its kind.
    pub room_type: RoomLabel,
    /// Price per night.
    pub room_price: Won,
    /// Whose it is.
    pub host_id: CustomerId,
}

/// The number is taken, whoever's room it is: a number is a room's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoomExists;

impl Refusal for RoomExists {
    fn kind(&self) -> RefusalKind {
        RefusalKind::Conflict
    }

    fn slug(&self) -> &'static str {
        "room-exists"
    }

    fn detail(&self) -> String {
        "A room of this number is registered already.".into()
    }
}

/// Decides.
pub fn decide(room: Option<&Room>, command: &RegisterRoom) -> Result<Vec<RoomEvent>, RoomExists> {
    // A retired room's number is free; its history goes on.
    if room.is_some_and(|room| room.public().room_status != RoomStatus::Retired) {
        return Err(RoomExists);
    }
    Ok(vec![RoomEvent::Registered(RoomState {
        room_number: command.room_number.clone(),
        room_name: command.room_name.clone(),
        room_type: command.room_type.clone(),
        room_price: command.room_price,
        room_status: RoomStatus::Empty,
        host_id: command.host_id.clone(),
    })])
}

#[cfg(test)]
mod tests {
    use testing::given;

    use super::*;

    fn command(host: &str) -> RegisterRoom {
        RegisterRoom {
            room_number: RoomNumber::parse("101").unwrap(),
            room_name: RoomLabel::parse("한옥 별채").unwrap(),
            room_type: RoomLabel::parse("DELUXE").unwrap(),
            room_price: Won::parse(100_000).unwrap(),
            host_id: CustomerId::parse(host).unwrap(),
        }
    }

    fn registered(host: &str) -> RoomEvent {
        decide(None, &command(host)).unwrap().remove(0)
    }

    #[test]
    fn a_new_room_is_open() {
        let RoomEvent::Registered(room) = registered("h-1") else { panic!("not registered") };
        assert_eq!(room.room_status, RoomStatus::Empty);
        given::<Room>([]).when(|room| decide(room, &command("h-1"))).then([RoomEvent::Registered(room)]);
    }

    #[test]
    fn the_number_of_a_retired_room_is_free_again() {
        given([registered("h-1"), RoomEvent::Retired])
            .when(|room: Option<&Room>| decide(room, &command("h-2")))
            .then([registered("h-2")]);
    }

    #[test]
    fn a_number_is_given_once_whoever_asks() {
        for host in ["h-1", "h-2"] {
            given([registered("h-1")])
                .when(|room: Option<&Room>| decide(room, &command(host)))
                .then_refused(RoomExists);
        }
    }
}
