//! What the tests of the rules begin with, beside the samples of the contracts.

use accommodation_contracts::{
    CustomerId,
    room::{RoomState, RoomStatus},
    samples,
};

use super::{Actor, ReservationEvent};

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

/// Somebody who is nothing but a customer.
pub fn customer(id: &str) -> Actor {
    Actor { id: CustomerId::parse(id).unwrap(), is_customer: true, is_host: false }
}

/// Somebody who is nothing but a host.
pub fn host(id: &str) -> Actor {
    Actor { id: CustomerId::parse(id).unwrap(), is_customer: false, is_host: true }
}
