//! What the tests of the rules begin with.

use accommodation_contracts::{
    CustomerId, CustomerName, PaymentId, ReservationNumber, RoomNumber,
    payment::{PaymentProgress, PaymentState, PaymentStatus},
    reservation::{ReservationState, ReserveStatus},
    room::{RoomLabel, RoomState, RoomStatus},
};
use jiff::{Timestamp, civil::date};
use kernel::Won;

use super::ReservationEvent;

/// 2026-11-21T00:00:00Z.
pub const NOW: Timestamp = Timestamp::constant(1_795_219_200, 0);
/// Fifteen minutes later.
pub const HELD_UNTIL: Timestamp = Timestamp::constant(1_795_219_200 + 900, 0);

/// Room 101 of host h-1, at 50,000 won.
pub fn a_room(room_status: RoomStatus) -> RoomState {
    RoomState {
        room_number: RoomNumber::parse("101").unwrap(),
        room_name: RoomLabel::parse("한옥").unwrap(),
        room_type: RoomLabel::parse("DELUXE").unwrap(),
        room_price: Won::parse(50_000).unwrap(),
        room_status,
        host_id: CustomerId::parse("h-1").unwrap(),
    }
}

/// Two nights in it, held by c-1.
pub fn reserved() -> ReservationState {
    let room = a_room(RoomStatus::Empty);
    ReservationState {
        reservation_number: ReservationNumber::of("1").unwrap(),
        room_number: room.room_number,
        room_name: room.room_name,
        room_type: room.room_type,
        host_id: room.host_id,
        check_in: date(2026, 12, 24),
        check_out: date(2026, 12, 26),
        customer_id: CustomerId::parse("c-1").unwrap(),
        customer_name: CustomerName::parse("김하나").unwrap(),
        payment_price: Won::parse(100_000).unwrap(),
        reserve_status: ReserveStatus::Reserve,
        hold_expires_at: HELD_UNTIL,
        created_at: NOW,
    }
}

/// The completed payment for it.
pub fn paid() -> PaymentState {
    let reserved = reserved();
    PaymentState {
        payment_id: PaymentId::of(&reserved.reservation_number),
        reservation_number: reserved.reservation_number,
        customer_id: reserved.customer_id,
        customer_name: reserved.customer_name,
        payment_price: reserved.payment_price,
        payment_status: PaymentStatus::Y,
        status: PaymentProgress::Completed,
        method: "card".into(),
        attempt: 1,
        completed_at: Some(NOW),
    }
}

/// What happened to it until it was paid.
pub fn confirmed() -> [ReservationEvent; 2] {
    [ReservationEvent::Reserved(Box::new(reserved())), ReservationEvent::Confirmed]
}
