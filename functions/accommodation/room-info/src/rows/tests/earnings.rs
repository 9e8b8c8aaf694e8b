//! Accounts and coupons.

use accommodation_contracts::{
    CouponId, CustomerId, PaymentId,
    promotion::{PromotionState, PromotionStatus},
    samples::{NOW, promotion},
};
use futures::future::join_all;
use jiff::ToSpan;
use platform::listing::Position;

use crate::{
    domain::{
        Slice, SliceUpdate, coupon_position,
        fixtures::{reservation, update},
    },
    rows::{Earnings, Rows},
};

fn customer() -> CustomerId {
    promotion().customer_id
}

/// A promotion of this number, granted so many seconds after the booking began.
fn granted(number: &str, point: u64, seconds: i64) -> PromotionState {
    let reservation_number = reservation(number, NOW).reservation_number;
    let payment_id = PaymentId::of(&reservation_number);
    let coupon_id = CouponId::of(&payment_id);
    PromotionState {
        coupon_id,
        payment_id,
        reservation_number,
        point,
        granted_at: NOW + seconds.seconds(),
        ..promotion()
    }
}

fn at_version(version: u64, state: PromotionState) -> SliceUpdate {
    update(Slice::Promotion(Box::new(state)), version, 0)
}

/// The events of three promotions, of which the second is redeemed and revoked, and the third a tombstone: 700 points
/// are left.
fn events() -> Vec<SliceUpdate> {
    let [kept, lost, never] = [granted("1", 700, 1), granted("2", 30, 2), granted("3", 0, 3)];
    let with = |status, point| PromotionState { status, point, ..lost.clone() };
    vec![
        at_version(1, kept.clone()),
        at_version(2, PromotionState { status: PromotionStatus::Redeemed, ..kept }),
        at_version(1, lost.clone()),
        at_version(2, with(PromotionStatus::Redeemed, 30)),
        at_version(3, with(PromotionStatus::Revoked, 0)),
        at_version(1, PromotionState { status: PromotionStatus::Revoked, ..never }),
    ]
}

async fn points<R: Earnings>(rows: &R) -> u64 {
    rows.points(&customer()).await.unwrap()
}

pub async fn points_are_those_of_the_newest_promotions<R: Rows + Earnings>(rows: R) {
    assert_eq!(points(&rows).await, 0);
    for (event, expected) in events().iter().zip([700, 700, 730, 730, 700, 700]) {
        rows.update(event).await.unwrap();
        assert_eq!(points(&rows).await, expected);
    }
    assert_eq!(rows.points(&CustomerId::parse("c-2").unwrap()).await.unwrap(), 0);
}

pub async fn any_order_and_number_of_promotions_makes_the_same_points<R: Rows + Earnings>(rows: R) {
    let events = events();
    for index in [4, 1, 4, 3, 5, 2, 0, 5, 1, 3, 4] {
        rows.update(&events[index]).await.unwrap();
    }
    let replay = |event: &SliceUpdate| SliceUpdate { replay: true, ..event.clone() };
    for event in events.iter().map(replay) {
        rows.update(&event).await.unwrap();
    }
    assert_eq!(points(&rows).await, 700);
}

pub async fn promotions_at_once_lose_no_point<R: Rows + Earnings>(rows: R) {
    let events = events();
    let twice = events.iter().rev().chain(&events);
    for written in join_all(twice.map(|event| rows.update(event))).await {
        written.unwrap();
    }
    assert_eq!(points(&rows).await, 700);
}

pub async fn a_replay_repairs_points_once<R: Rows + Earnings>(rows: R) {
    rows.update(&at_version(1, granted("1", 5, 1))).await.unwrap();
    let right = SliceUpdate { replay: true, ..at_version(1, granted("1", 700, 1)) };
    for written in join_all([&right; 3].map(|event| rows.update(event))).await {
        written.unwrap();
    }
    assert_eq!(points(&rows).await, 700);
}

pub async fn coupons_are_listed_newest_first_from_a_position_on<R: Rows + Earnings>(rows: R) {
    for (number, seconds) in [("a", 1), ("c", 3), ("b", 2)] {
        rows.update(&at_version(1, granted(number, 1, seconds))).await.unwrap();
    }
    let another = PromotionState { customer_id: CustomerId::parse("c-2").unwrap(), ..granted("x", 1, 1) };
    rows.update(&at_version(1, another)).await.unwrap();
    let first = rows.coupons(&customer(), &Position::before(NOW + 1.hour()), 2).await.unwrap();
    assert_eq!(first, [granted("c", 1, 3), granted("b", 1, 2)]);
    let rest = rows.coupons(&customer(), &coupon_position(&first[1]), 9).await.unwrap();
    assert_eq!(rest, [granted("a", 1, 1)]);
}
