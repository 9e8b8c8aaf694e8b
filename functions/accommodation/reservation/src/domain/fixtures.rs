//! What the tests of the rules begin with, beside the samples of the contracts.

use accommodation_contracts::{
    room::{RoomState, RoomStatus},
    samples,
};

use super::ReservationEvent;

/// Room 101, open or not.
pub fn room_that_is(room_status: RoomStatus) -> RoomState {
    RoomState { room_status, ..samples::room() }
}

/// What happened to a reservation that is held.
pub fn held() -> [ReservationEvent; 1] {
    [ReservationEvent::Reserved(Box::new(samples::reserved()))]
}

/// What happened to it until it was paid.
pub fn confirmed() -> [ReservationEvent; 2] {
    let [reserved] = held();
    [reserved, ReservationEvent::Confirmed]
}
