//! One booking as contexts publish it: what their tests begin with.
#![allow(clippy::unwrap_used, reason = "only tests use it")]

use jiff::{Timestamp, civil::date};
use kernel::Won;

use crate::{
    CouponId, CustomerId, CustomerName, PaymentId, ReservationNumber, RoomNumber,
    payment::{PaymentProgress, PaymentState, PaymentStatus},
    promotion::{Gift, PromotionMark, PromotionState, PromotionStatus},
    reservation::{ReservationState, ReserveStatus},
    room::{RoomLabel, RoomState, RoomStatus},
};

/// When it all happens: 2026-11-21T00:00:00Z.
pub const NOW: Timestamp = Timestamp::constant(1_795_219_200, 0);
/// When the hold ends: fifteen minutes later.
pub const HELD_UNTIL: Timestamp = Timestamp::constant(1_795_219_200 + 900, 0);

/// Room 101 of host h-1, at 50,000 won a night.
pub fn room() -> RoomState {
    RoomState {
        room_number: RoomNumber::parse("101").unwrap(),
        room_name: RoomLabel::parse("한옥").unwrap(),
        room_type: RoomLabel::parse("DELUXE").unwrap(),
        room_price: Won::parse(50_000).unwrap(),
        room_status: RoomStatus::Empty,
        host_id: CustomerId::parse("h-1").unwrap(),
    }
}

/// Reservation R-1: two nights in it for c-1, held.
pub fn reserved() -> ReservationState {
    let room = room();
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

/// Payment P-1: its first attempt is on its way.
pub fn pending() -> PaymentState {
    let reserved = reserved();
    PaymentState {
        payment_id: PaymentId::of(&reserved.reservation_number),
        reservation_number: reserved.reservation_number,
        customer_id: reserved.customer_id,
        customer_name: reserved.customer_name,
        payment_price: reserved.payment_price,
        payment_status: PaymentStatus::N,
        status: PaymentProgress::Pending,
        method: "card".into(),
        attempt: 1,
        completed_at: None,
        refund_price: None,
        deducted_price: None,
    }
}

/// The same payment, completed.
pub fn paid() -> PaymentState {
    PaymentState {
        payment_status: PaymentStatus::Y,
        status: PaymentProgress::Completed,
        completed_at: Some(NOW),
        ..pending()
    }
}

/// Promotion C-1: what it earns under policy `1`.
pub fn promotion() -> PromotionState {
    let paid = paid();
    PromotionState {
        coupon_id: CouponId::of(&paid.payment_id),
        payment_id: paid.payment_id,
        reservation_number: paid.reservation_number,
        customer_id: paid.customer_id,
        customer_name: paid.customer_name,
        payment_price: paid.payment_price,
        payment_status: paid.payment_status,
        point: 10_000,
        service: Some(Gift::DiscountCoupon),
        gift_value: Won::parse(10_000).unwrap(),
        redeemed_value: None,
        reserve_status: PromotionMark::Promotion,
        status: PromotionStatus::Granted,
        policy_version: "1".into(),
        granted_at: NOW,
    }
}
