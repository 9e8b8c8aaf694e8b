//! Promotion overload never loses a booking: the payment goes on and the promotion comes by itself.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::{Value, json};
use system_tests::{Booking, patience};

use crate::{SHOWN_WITHIN, faults::Faults};

const PROMOTION: &str = "save-promotion";
/// The policy's delay, and its queue's visibility timeout should its first try fail.
const GRANTED_WITHIN: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_promotion_is_deferred_and_comes_by_itself() {
    deferred_and_granted("slow", &json!({ "latencyMs": 1500 })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_promotion_is_deferred_and_comes_by_itself() {
    deferred_and_granted("failing", &json!({ "errorRate": 1.0 })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_promotion_is_deferred_and_comes_by_itself() {
    deferred_and_granted("throttled", &json!({ "throttleRate": 1.0 })).await;
}

async fn deferred_and_granted(test: &str, fault: &Value) {
    let Some(system) = Faults::of(test).await else { return };
    let (one, other) = (Booking::of_one_night(&system, 100_000).await, Booking::of_one_night(&system, 99_999).await);
    system.inject(PROMOTION, fault).await;

    let paid = one.pay().await.expect(201);
    paid.retry_after();
    let answer = paid.json();
    assert_eq!(answer["promotion"]["status"], "DEFERRED", "{paid}");
    assert_eq!(answer["reservation"]["reserveStatus"], "paymentComp", "{paid}");
    assert_eq!(answer["payment"]["paymentStatus"], "Y", "{paid}");

    let completed = other.complete_payment().await.expect(201);
    completed.retry_after();
    assert_eq!(completed.json()["promotion"]["status"], "DEFERRED", "{completed}");

    // The fault stays: what grants is promotion's own policy, not a retry that gets through.
    let granted = json!({ "promotionStatus": "GRANTED", "reserveStatus": "paymentComp", "paymentStatus": "Y" });
    let row = one.row_with(&granted, GRANTED_WITHIN).await;
    assert_eq!((&row["point"], &row["service"]), (&json!(10_000), &json!("DISCOUNT COUPON")), "{row}");
    let row = other.row_with(&granted, GRANTED_WITHIN).await;
    assert_eq!((&row["point"], &row["service"]), (&json!(9_999), &json!("BEVERAGE")), "{row}");
}

#[tokio::test(flavor = "multi_thread")]
async fn until_it_comes_the_read_model_says_deferred() {
    let Some(system) = Faults::of("the read model says deferred").await else { return };
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.hold_promotions().await;
    booking.pay().await.expect(201);
    let row = booking.row_with(&json!({ "promotionStatus": "DEFERRED" }), SHOWN_WITHIN).await;
    assert_eq!(row["paymentStatus"], "Y", "{row}");
    for absent in ["couponId", "point", "service"] {
        assert!(row[absent].is_null(), "{absent}: {row}");
    }
    system.clear().await;
    booking.complete_row(GRANTED_WITHIN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_does_not_wait_for_a_slow_promotion() {
    let Some(system) = Faults::of("a payment does not wait").await else { return };
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.inject(PROMOTION, &json!({ "latencyMs": 8000 })).await;
    let start = Instant::now();
    let paid = booking.pay().await.expect(201);
    let taken = start.elapsed();
    assert_eq!(paid.json()["promotion"]["status"], "DEFERRED", "{paid}");
    // The call of promotion ends after 610 ms; the rest is the payment itself.
    assert!(taken < patience(Duration::from_secs(2)), "the payment took {taken:?}");
    system.clear().await;
    booking.complete_row(GRANTED_WITHIN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deferred_promotion_can_be_asked_for_by_many_at_once_and_is_granted_once() {
    let Some(system) = Faults::of("asked for by many at once").await else { return };
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.hold_promotions().await;
    system.inject(PROMOTION, &json!({ "throttleRate": 1.0 })).await;
    let paid = booking.pay().await.expect(201).json();
    let command = json!({
        "paymentId": paid["payment"]["paymentId"], "paymentPrice": "100000", "paymentStatus": "Y",
        "reserveStatus": "promotion",
    });
    let busy = booking.customer.post("/promotions", &command).await;
    busy.problem(503, "promotion-busy");
    busy.retry_after();

    system.mend(PROMOTION).await;
    let answers = join_all((0..8).map(|_| booking.customer.post("/promotions", &command))).await;
    let mut coupons = Vec::new();
    for answer in answers.iter().filter(|answer| !answer.refuses("promotion-busy")) {
        assert!([200, 201].contains(&answer.status()), "{answer}");
        coupons.push(answer.str("couponId"));
    }
    coupons.dedup();
    assert_eq!(coupons.len(), 1, "one promotion: {coupons:?}");
    let path = format!("/promotions/{}", coupons[0]);
    let first: Vec<_> = answers.iter().filter(|answer| answer.status() == 201).collect();
    assert_eq!(first.len(), 1, "one answer is the first: {answers:?}");
    assert_eq!(first[0].header("location"), Some(path.as_str()), "{}", first[0]);
    let mut granted = first[0].json();
    assert_eq!(booking.customer.get(&path).await.expect(200).json(), granted);

    let row = booking.complete_row(GRANTED_WITHIN).await;
    assert_eq!(row["couponId"], granted["couponId"], "{row}");
    booking.customer.post("/promotions", &command).await.expect(200);
    let version = granted.as_object_mut().and_then(|fields| fields.remove("policyVersion"));
    assert!(version.is_some_and(|version| !version.is_null()), "a promotion says which policy decided it");
    let expected = json!({
        "couponId": coupons[0],
        "paymentId": paid["payment"]["paymentId"],
        "paymentPrice": 100_000,
        "paymentStatus": "Y",
        "point": 10_000,
        "service": "DISCOUNT COUPON",
        "reserveStatus": "promotion",
        "customerId": booking.customer.id,
        "customerName": booking.customer.name,
        "status": "GRANTED",
    });
    assert_eq!(granted, expected);
}
