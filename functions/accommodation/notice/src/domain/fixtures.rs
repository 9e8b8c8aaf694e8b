//! What the tests of notices begin with, beside the samples of the contracts.

use accommodation_contracts::{
    CustomerId, ReservationNumber,
    payment::{
        self, PAYMENT_COMPLETED, PAYMENT_DECLINED, PAYMENT_REFUNDED, PaymentProgress, PaymentState, PaymentStatus,
    },
    promotion::{self, Gift, PROMOTION_REDEEMED, PROMOTION_REVOKED, PROMOTION_SAVED, PromotionState, PromotionStatus},
    reservation::{
        self, CHECKED_OUT, PAYMENT_REJECTED, RESERVATION_CANCELLED, RESERVATION_CONFIRMED, RESERVATION_EXPIRED,
        RESERVED, ReservationState, ReserveStatus,
    },
    samples::{NOW, paid, pending, promotion, reserved},
};
use jiff::ToSpan;
use kernel::{AggregateRef, Envelope, EventId, EventKind, Won};
use serde::Serialize;
use serde_json::Value;

use super::{Message, Notice};

/// An event of an aggregate, this many seconds after the booking began.
fn event<D: Serialize>(kind: &EventKind<D>, aggregate: AggregateRef, seconds: i64, data: &D) -> Envelope<Value> {
    Envelope {
        event_id: EventId::of(&aggregate),
        event_type: kind.name.into(),
        schema_version: kind.schema_version,
        occurred_at: NOW + seconds.seconds(),
        aggregate,
        correlation_id: "corr-1".into(),
        causation_id: "request/1".into(),
        replay: false,
        data: kind.announce(data).unwrap().data,
    }
}

fn of_reservation(
    kind: &EventKind<ReservationState>,
    version: u64,
    seconds: i64,
    state: &ReservationState,
) -> Envelope<Value> {
    let id = state.reservation_number.to_string();
    event(kind, AggregateRef { kind: reservation::AGGREGATE.into(), id, version }, seconds, state)
}

fn of_payment(kind: &EventKind<PaymentState>, version: u64, state: &PaymentState) -> Envelope<Value> {
    let id = state.payment_id.to_string();
    event(kind, AggregateRef { kind: payment::AGGREGATE.into(), id, version }, 10, state)
}

fn of_promotion(kind: &EventKind<PromotionState>, version: u64, state: &PromotionState) -> Envelope<Value> {
    let id = state.coupon_id.to_string();
    event(kind, AggregateRef { kind: promotion::AGGREGATE.into(), id, version }, 20, state)
}

/// `Reserved` of c-1's reservation of this number.
pub fn reserved_at(number: &str, version: u64, seconds: i64) -> Envelope<Value> {
    of_reservation(&RESERVED, version, seconds, &reservation(number, "c-1"))
}

/// `Reserved` of this customer's reservation of this number.
pub fn reserved_by(customer: &str, number: &str, seconds: i64) -> Envelope<Value> {
    of_reservation(&RESERVED, 1, seconds, &reservation(number, customer))
}

fn reservation(number: &str, customer: &str) -> ReservationState {
    ReservationState {
        reservation_number: ReservationNumber::of(number).unwrap(),
        customer_id: CustomerId::parse(customer).unwrap(),
        ..reserved()
    }
}

/// Every event that customers hear of, some of them in every way in which they read.
pub fn every_event() -> Vec<Envelope<Value>> {
    let won = |amount| Won::parse(amount).unwrap();
    let status = |reserve_status| ReservationState { reserve_status, ..reserved() };
    let declined = PaymentState { status: PaymentProgress::Declined, ..pending() };
    let refunded = |refund, deducted| PaymentState {
        status: PaymentProgress::Refunded,
        payment_status: PaymentStatus::R,
        refund_price: Some(won(refund)),
        deducted_price: Some(won(deducted)),
        ..paid()
    };
    let redeemed = PromotionState { status: PromotionStatus::Redeemed, ..promotion() };
    let revoked = |service, value| PromotionState {
        status: PromotionStatus::Revoked,
        point: 0,
        service,
        redeemed_value: Some(won(value)),
        ..promotion()
    };
    vec![
        of_reservation(&RESERVED, 1, 0, &reserved()),
        of_reservation(&RESERVATION_CONFIRMED, 3, 3, &status(ReserveStatus::PaymentComp)),
        of_reservation(&RESERVATION_CANCELLED, 4, 4, &status(ReserveStatus::Cancelled)),
        of_reservation(&RESERVATION_EXPIRED, 5, 5, &status(ReserveStatus::Expired)),
        of_reservation(&CHECKED_OUT, 6, 6, &status(ReserveStatus::CheckOut)),
        of_reservation(&PAYMENT_REJECTED, 7, 7, &status(ReserveStatus::Expired)),
        of_payment(&PAYMENT_DECLINED, 2, &declined),
        of_payment(&PAYMENT_COMPLETED, 4, &paid()),
        of_payment(&PAYMENT_REFUNDED, 5, &refunded(100_000, 0)),
        of_payment(&PAYMENT_REFUNDED, 6, &refunded(90_000, 10_000)),
        of_promotion(&PROMOTION_SAVED, 1, &promotion()),
        of_promotion(&PROMOTION_SAVED, 2, &PromotionState { service: None, point: 4_999, ..promotion() }),
        of_promotion(&PROMOTION_SAVED, 3, &PromotionState { service: Some(Gift::Beverage), ..promotion() }),
        of_promotion(&PROMOTION_REDEEMED, 4, &redeemed),
        of_promotion(&PROMOTION_REVOKED, 5, &revoked(Some(Gift::DiscountCoupon), 0)),
        of_promotion(&PROMOTION_REVOKED, 6, &revoked(Some(Gift::Beverage), 5_000)),
        of_promotion(&PROMOTION_REVOKED, 7, &revoked(None, 0)),
    ]
}

/// Its notice.
pub fn notice_of(event: Envelope<Value>) -> Notice {
    Notice::of(event).unwrap().unwrap()
}

/// Its message.
pub fn message_of(event: Envelope<Value>) -> Message {
    notice_of(event).message
}
