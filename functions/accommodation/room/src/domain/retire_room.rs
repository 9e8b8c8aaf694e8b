//! A host does not offer a room any more.

use accommodation_contracts::{CustomerId, room::RoomStatus};

use super::{Room, RoomEvent, RoomRefusal};

/// Decides. No events: it is retired already.
pub fn decide(room: Option<&Room>, host: &CustomerId) -> Result<Vec<RoomEvent>, RoomRefusal> {
    let room = room.filter(|room| room.public().host_id == *host).ok_or(RoomRefusal::NotFound)?;
    match room.public().room_status {
        RoomStatus::Empty | RoomStatus::OutOfService => Ok(vec![RoomEvent::Retired]),
        RoomStatus::Retired => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use testing::given;

    use super::*;
    use crate::domain::fixtures::registered;

    #[test]
    fn its_host_retires_a_room_once() {
        let host = |id| CustomerId::parse(id).unwrap();
        given([registered()]).when(|room| decide(room, &host("h-1"))).then([RoomEvent::Retired]);
        given([registered(), RoomEvent::Retired]).when(|room| decide(room, &host("h-1"))).then([]);
        given([registered()]).when(|room| decide(room, &host("h-2"))).then_refused(RoomRefusal::NotFound);
    }
}
