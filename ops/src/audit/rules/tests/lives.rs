//! All that can become of a booking, each once.

use accommodation_contracts::{
    payment::{PaymentProgress, PaymentState, PaymentStatus},
    promotion::PromotionState,
    samples::{self, NOW},
};
use jiff::{SignedDuration, ToSpan};
use kernel::Won;
use payment::domain::{Noted, PaymentEvent, request_refund::nothing_paid};
use promotion::domain::{Promotion, PromotionEvent, revoke_promotion, save_promotion};
use reservation::domain::ReservationEvent;
use room::domain::RoomEvent;

use crate::audit::{
    Options,
    world::{LOOKED, World, pending, reserved, started},
};

pub const ALL_NOTED: PaymentEvent = PaymentEvent::Noted(Noted { promotion: true, confirmation: true });

pub fn won(amount: u64) -> Won {
    Won::parse(amount).unwrap()
}

pub fn hold(stem: &str, day: i64) -> ReservationEvent {
    ReservationEvent::Reserved(Box::new(reserved(stem, day)))
}

pub fn paying() -> ReservationEvent {
    ReservationEvent::PaymentBegan { paying_until: NOW + SignedDuration::from_secs(60) }
}

pub fn charging(stem: &str) -> PaymentEvent {
    started(pending(stem), LOOKED)
}

pub fn completed() -> PaymentEvent {
    PaymentEvent::Completed { attempt: 1, at: NOW }
}

pub fn refunded(refund: u64, deducted: u64) -> PaymentEvent {
    PaymentEvent::Refunded { refund_price: won(refund), deducted_price: won(deducted), is_paid_back: true }
}

pub fn noted(refund: u64, deducted: u64) -> ReservationEvent {
    ReservationEvent::RefundNoted { refund_price: won(refund), deducted_price: won(deducted) }
}

pub fn paid(stem: &str) -> PaymentState {
    let (payment_status, status, completed_at) = (PaymentStatus::Y, PaymentProgress::Completed, Some(NOW));
    PaymentState { payment_status, status, completed_at, ..pending(stem) }
}

pub fn saved(payment: &PaymentState) -> PromotionEvent {
    let policy = Options::default().policy;
    save_promotion::decide(None, payment, &policy, NOW).unwrap().remove(0)
}

pub fn revoked(promotion: Option<&Promotion>, payment: &PaymentState) -> PromotionEvent {
    revoke_promotion::decide(promotion, payment, NOW).remove(0)
}

/// A promotion's last state, revoked with this many points and this value of a gift that was used.
pub fn revoked_with(stem: &str, point: u64, redeemed: u64) -> PromotionEvent {
    let PromotionEvent::Saved(saved) = saved(&paid(stem)) else { panic!("saved") };
    let status = accommodation_contracts::promotion::PromotionStatus::Revoked;
    let redeemed_value = Some(won(redeemed));
    PromotionEvent::Revoked(Box::new(PromotionState { status, point, redeemed_value, ..*saved }))
}

/// A paid booking.
pub fn pay(world: &mut World, stem: &str, day: i64) {
    world.reservation(stem, &[hold(stem, day), paying(), ReservationEvent::Confirmed]);
    world.payment(stem, &[charging(stem), completed(), ALL_NOTED]);
    world.promotion(stem, &[saved(&paid(stem))]);
    world.ledger(stem, "1", 100_000);
}

/// A booking that was paid, whose gift was used, and that was cancelled.
pub fn refund(world: &mut World, stem: &str, day: i64) {
    let cancelled = ReservationEvent::Cancelled { at: NOW };
    world.reservation(stem, &[hold(stem, day), ReservationEvent::Confirmed, cancelled, noted(90_000, 10_000)]);
    world.payment(stem, &[charging(stem), completed(), ALL_NOTED, refunded(90_000, 10_000)]);
    let saved = saved(&paid(stem));
    world.promotion(stem, &[saved, PromotionEvent::Redeemed, revoked_with(stem, 0, 10_000)]);
    world.ledger(stem, "1", 100_000);
    world.ledger(stem, "1#refund", 90_000);
}

/// A held booking, a paid, a refunded, one that was declined and given up, one whose guest is out, one that has expired, and
/// one that is tried with another card at this moment.
pub fn consistent() -> World {
    let mut world = World::default();
    let room = samples::room();
    world.room("101", &[RoomEvent::Registered(room.clone()), RoomEvent::Changed(room)]);
    world.reservation("held", &[hold("held", 0)]);
    pay(&mut world, "paid", 2);
    refund(&mut world, "back", 4);
    let cancelled = ReservationEvent::Cancelled { at: NOW };
    world.reservation("declined", &[hold("declined", 4), paying(), cancelled]);
    let void = PaymentEvent::Voided(Box::new(nothing_paid(&reserved("declined", 4))));
    world.payment("declined", &[charging("declined"), PaymentEvent::Declined, void]);
    world.promotion("declined", &[revoked(None, &pending("declined"))]);
    pay(&mut world, "out", 6);
    let free_from = reserved("out", 6).check_in + 1.day();
    let out = ReservationEvent::CheckedOut { at: NOW, free_from };
    world.reservation("out", &[hold("out", 6), ReservationEvent::Confirmed, out]);
    world.reservation("expired", &[hold("expired", 4), ReservationEvent::Expired { at: NOW }]);
    world.reservation("again", &[hold("again", 7), paying()]);
    let second = started(PaymentState { attempt: 2, ..pending("again") }, LOOKED);
    world.payment("again", &[charging("again"), PaymentEvent::Declined, second]);
    world
}

/// What a live system looks like between its steps: a promotion that is to come, a refund, late money, a charge that nobody
/// knows the result of.
pub fn under_way() -> World {
    let mut world = consistent();
    let charge = |stem: &str| [started(pending(stem), LOOKED - SignedDuration::from_secs(1)), completed()];
    world.reservation("deferred", &[hold("deferred", 10), paying(), ReservationEvent::Confirmed]);
    let confirmed = PaymentEvent::Noted(Noted { promotion: false, confirmation: true });
    world.payment("deferred", &[&charge("deferred")[..], &[confirmed]].concat());
    world.reservation("late", &[hold("late", 12), ReservationEvent::Expired { at: NOW }]);
    world.payment("late", &charge("late"));
    let cancelled = ReservationEvent::Cancelled { at: NOW };
    for stem in ["going", "gone"] {
        world.reservation(stem, &[hold(stem, 14), paying(), ReservationEvent::Confirmed, cancelled.clone()]);
        world.promotion(stem, &[saved(&paid(stem)), revoked_with(stem, 0, 0)]);
        world.ledger(stem, "1#refund", 100_000);
    }
    world.payment("going", &[&charge("going")[..], &[ALL_NOTED]].concat());
    world.payment("gone", &[&charge("gone")[..], &[ALL_NOTED, refunded(100_000, 0)]].concat());
    world.reservation("open", &[hold("open", 16), paying(), cancelled]);
    world.payment("open", &charge("open")[..1]);
    for stem in ["deferred", "late", "going", "gone", "open"] {
        world.ledger(stem, "1", 100_000);
    }
    world
}
