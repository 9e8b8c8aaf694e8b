//! What the tests of the rules begin with.

use accommodation_contracts::{
    CouponId, CustomerId, CustomerName, PaymentId, ReservationNumber,
    payment::{PaymentProgress, PaymentState, PaymentStatus},
    promotion::{Gift, PromotionMark, PromotionState, PromotionStatus},
};
use jiff::Timestamp;
use kernel::Won;

use super::{Policy, PromotionEvent, Tier};

/// 2026-11-21T00:00:00Z.
pub const NOW: Timestamp = Timestamp::constant(1_795_219_200, 0);

/// The seed's policy.
pub fn policy() -> Policy {
    let tier = |minimum, value| Tier { minimum: Won::parse(minimum).unwrap(), value: Won::parse(value).unwrap() };
    Policy { version: "1".into(), divisor: 10, coupon: tier(100_000, 10_000), beverage: tier(50_000, 5_000) }
}

/// A completed payment of 100,000 won by c-1.
pub fn paid() -> PaymentState {
    let reservation_number = ReservationNumber::of("1").unwrap();
    PaymentState {
        payment_id: PaymentId::of(&reservation_number),
        reservation_number,
        customer_id: CustomerId::parse("c-1").unwrap(),
        customer_name: CustomerName::parse("김하나").unwrap(),
        payment_price: Won::parse(100_000).unwrap(),
        payment_status: PaymentStatus::Y,
        status: PaymentProgress::Completed,
        method: "card".into(),
        attempt: 1,
        completed_at: Some(NOW),
    }
}

/// What it earns.
pub fn saved() -> PromotionEvent {
    let payment = paid();
    PromotionEvent::Saved(Box::new(PromotionState {
        coupon_id: CouponId::of(&payment.payment_id),
        payment_id: payment.payment_id,
        reservation_number: payment.reservation_number,
        customer_id: payment.customer_id,
        customer_name: payment.customer_name,
        payment_price: payment.payment_price,
        payment_status: PaymentStatus::Y,
        point: 10_000,
        service: Some(Gift::DiscountCoupon),
        gift_value: Won::parse(10_000).unwrap(),
        reserve_status: PromotionMark::Promotion,
        status: PromotionStatus::Granted,
        policy_version: "1".into(),
        granted_at: NOW,
    }))
}
