//! The aggregate: one room and whether it can be had.

use accommodation_contracts::{
    CustomerId,
    room::{AGGREGATE, ROOM_CHANGED, ROOM_REGISTERED, ROOM_RETIRED, RoomState, RoomStatus},
};
use kernel::{Aggregate, Announcement};
use serde::{Deserialize, Serialize};

/// A room. All that there is to know of it is public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Room(RoomState);

/// What can happen to a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoomEvent {
    /// A host put it into the catalogue.
    Registered(RoomState),
    /// Its host changed it, opened or closed it.
    Changed(RoomState),
    /// Its host does not offer it any more.
    Retired,
}

impl Room {
    /// Its public state.
    pub const fn public(&self) -> &RoomState {
        &self.0
    }

    /// Whether it can be reserved.
    pub fn is_open(&self) -> bool {
        self.0.room_status == RoomStatus::Empty
    }

    /// Whether it is no room any more.
    pub fn is_retired(&self) -> bool {
        self.0.room_status == RoomStatus::Retired
    }

    /// The room, if this host offers it: to anybody else, and once it is retired, it does not exist.
    pub fn offered_by(&self, host: &CustomerId) -> Option<&RoomState> {
        Some(&self.0).filter(|room| room.host_id == *host && room.room_status != RoomStatus::Retired)
    }
}

impl Aggregate for Room {
    const TYPE: &'static str = AGGREGATE;
    type Event = RoomEvent;

    fn evolve(state: Option<Self>, event: &RoomEvent) -> Option<Self> {
        match event {
            RoomEvent::Registered(room) | RoomEvent::Changed(room) => Some(Self(room.clone())),
            RoomEvent::Retired => state.map(|Self(room)| Self(RoomState { room_status: RoomStatus::Retired, ..room })),
        }
    }

    fn current(&self) -> RoomEvent {
        match self.0.room_status {
            RoomStatus::Empty | RoomStatus::OutOfService => RoomEvent::Changed(self.0.clone()),
            RoomStatus::Retired => RoomEvent::Retired,
        }
    }

    fn announce(&self, event: &RoomEvent) -> Result<Option<Announcement>, serde_json::Error> {
        match event {
            RoomEvent::Registered(_) => ROOM_REGISTERED.announce(&self.0).map(Some),
            RoomEvent::Changed(_) => ROOM_CHANGED.announce(&self.0).map(Some),
            RoomEvent::Retired => ROOM_RETIRED.announce(&self.0).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::registered;

    #[test]
    fn where_it_stands_is_told_whole() {
        let told = |events: &[RoomEvent]| {
            let state = events.iter().fold(None, Room::evolve).unwrap();
            let told = state.announce(&state.current()).unwrap().unwrap();
            assert_eq!(told.data, serde_json::to_value(state.public()).unwrap());
            told.name
        };
        assert_eq!(told(&[registered()]), "RoomChanged");
        assert_eq!(told(&[registered(), RoomEvent::Retired]), "RoomRetired");
    }
}
