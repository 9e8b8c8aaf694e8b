//! What the tests of the rules begin with.

use accommodation_contracts::{room::RoomState, samples};

use super::RoomEvent;

/// Room 101 of h-1, open.
pub fn a_room() -> RoomState {
    samples::room()
}

/// It was registered.
pub fn registered() -> RoomEvent {
    RoomEvent::Registered(a_room())
}
