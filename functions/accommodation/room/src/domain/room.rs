//! The aggregate: one room and whether it can be had.

use accommodation_contracts::room::{AGGREGATE, ROOM_REGISTERED, RoomState};
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
}

impl Room {
    /// Its public state.
    pub const fn public(&self) -> &RoomState {
        &self.0
    }
}

impl Aggregate for Room {
    const TYPE: &'static str = AGGREGATE;
    type Event = RoomEvent;

    fn evolve(_: Option<Self>, event: &RoomEvent) -> Option<Self> {
        match event {
            RoomEvent::Registered(room) => Some(Self(room.clone())),
        }
    }

    fn announce(&self, event: &RoomEvent) -> Result<Option<Announcement>, serde_json::Error> {
        match event {
            RoomEvent::Registered(_) => ROOM_REGISTERED.announce(&self.0).map(Some),
        }
    }
}
