//! What the tests of rows begin with, beside the samples of the contracts.

use accommodation_contracts::{
    ReservationNumber,
    payment::{PaymentProgress, PaymentState},
    reservation::{ReservationState, ReserveStatus},
    room::RoomState,
    samples::{NOW, paid, pending, promotion, reserved},
};
use jiff::{Timestamp, ToSpan};

use super::{RoomUpdate, Slice, SliceUpdate};

/// A reservation of c-1's, of this number, made then.
pub fn reservation(number: &str, created_at: Timestamp) -> ReservationState {
    ReservationState { reservation_number: ReservationNumber::of(number).unwrap(), created_at, ..reserved() }
}

/// A slice at a version, this many seconds after the booking began.
pub fn update(slice: Slice, version: u64, seconds: i64) -> SliceUpdate {
    SliceUpdate { slice, version, occurred_at: NOW + seconds.seconds(), replay: false }
}

/// A room at a version.
pub fn room_update(room: RoomState, version: u64) -> RoomUpdate {
    RoomUpdate { slice: Box::new(room), version, occurred_at: NOW, replay: false }
}

/// The events of a booking: reserved, declined, paid with another card, confirmed, promoted.
pub fn booking() -> [SliceUpdate; 5] {
    let confirmed = ReservationState { reserve_status: ReserveStatus::PaymentComp, ..reserved() };
    let declined = PaymentState { status: PaymentProgress::Declined, ..pending() };
    let paid = PaymentState { attempt: 2, ..paid() };
    [
        update(Slice::Reservation(Box::new(reserved())), 1, 0),
        update(Slice::Payment(Box::new(declined)), 2, 1),
        update(Slice::Payment(Box::new(paid)), 4, 2),
        update(Slice::Reservation(Box::new(confirmed)), 3, 3),
        update(Slice::Promotion(Box::new(promotion())), 1, 4),
    ]
}
