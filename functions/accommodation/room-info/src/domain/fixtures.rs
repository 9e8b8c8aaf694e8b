//! What the tests of rows begin with.

use accommodation_contracts::{
    CouponId, CustomerId, CustomerName, PaymentId, ReservationNumber, RoomNumber,
    payment::{PaymentProgress, PaymentState, PaymentStatus},
    promotion::{Gift, PromotionMark, PromotionState, PromotionStatus},
    reservation::{ReservationState, ReserveStatus},
    room::RoomLabel,
};
use jiff::{Timestamp, ToSpan, civil::date};
use kernel::Won;

use super::{Slice, SliceUpdate};

/// 2026-11-21T00:00:00Z.
pub const NOW: Timestamp = Timestamp::constant(1_795_219_200, 0);

/// A reservation of c-1's, of this number, made then.
pub fn reservation(number: &str, created_at: Timestamp) -> ReservationState {
    ReservationState {
        reservation_number: ReservationNumber::of(number).unwrap(),
        room_number: RoomNumber::parse("101").unwrap(),
        room_name: RoomLabel::parse("한옥").unwrap(),
        room_type: RoomLabel::parse("DELUXE").unwrap(),
        host_id: CustomerId::parse("h-1").unwrap(),
        check_in: date(2026, 12, 24),
        check_out: date(2026, 12, 26),
        customer_id: CustomerId::parse("c-1").unwrap(),
        customer_name: CustomerName::parse("김하나").unwrap(),
        payment_price: Won::parse(100_000).unwrap(),
        reserve_status: ReserveStatus::Reserve,
        hold_expires_at: created_at + 900.seconds(),
        created_at,
    }
}

/// A slice at a version, this many seconds after the booking began.
pub fn update(slice: Slice, version: u64, seconds: i64) -> SliceUpdate {
    SliceUpdate { slice, version, occurred_at: NOW + seconds.seconds(), replay: false }
}

/// The events of a booking: reserved, declined, paid with another card, confirmed, promoted.
pub fn booking() -> [SliceUpdate; 5] {
    let reserved = reservation("1", NOW);
    let confirmed = ReservationState { reserve_status: ReserveStatus::PaymentComp, ..reserved.clone() };
    let declined = payment(&reserved);
    let paid = PaymentState {
        payment_status: PaymentStatus::Y,
        status: PaymentProgress::Completed,
        attempt: 2,
        completed_at: Some(NOW),
        ..declined.clone()
    };
    let promotion = promotion(&paid);
    [
        update(Slice::Reservation(Box::new(reserved)), 1, 0),
        update(Slice::Payment(Box::new(declined)), 2, 1),
        update(Slice::Payment(Box::new(paid)), 4, 2),
        update(Slice::Reservation(Box::new(confirmed)), 3, 3),
        update(Slice::Promotion(Box::new(promotion)), 1, 4),
    ]
}

fn payment(reservation: &ReservationState) -> PaymentState {
    PaymentState {
        payment_id: PaymentId::of(&reservation.reservation_number),
        reservation_number: reservation.reservation_number.clone(),
        customer_id: reservation.customer_id.clone(),
        customer_name: reservation.customer_name.clone(),
        payment_price: reservation.payment_price,
        payment_status: PaymentStatus::N,
        status: PaymentProgress::Declined,
        method: "card".into(),
        attempt: 1,
        completed_at: None,
    }
}

fn promotion(payment: &PaymentState) -> PromotionState {
    PromotionState {
        coupon_id: CouponId::of(&payment.payment_id),
        payment_id: payment.payment_id.clone(),
        reservation_number: payment.reservation_number.clone(),
        customer_id: payment.customer_id.clone(),
        customer_name: payment.customer_name.clone(),
        payment_price: payment.payment_price,
        payment_status: PaymentStatus::Y,
        point: 10_000,
        service: Some(Gift::DiscountCoupon),
        gift_value: Won::parse(10_000).unwrap(),
        reserve_status: PromotionMark::Promotion,
        status: PromotionStatus::Granted,
        policy_version: "1".into(),
        granted_at: NOW,
    }
}
