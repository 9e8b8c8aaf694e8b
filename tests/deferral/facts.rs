//! What another context cannot say is never guessed: nothing is written, and a later try finds everything as it was.

use serde_json::json;
use system_tests::Booking;

use crate::{SHOWN_WITHIN, faults::Faults};

#[tokio::test(flavor = "multi_thread")]
async fn no_promotion_is_granted_while_payment_cannot_confirm() {
    let Some(system) = Faults::of("payment cannot confirm").await else { return };
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.hold_promotions().await;
    let paid = booking.pay().await.expect(201).json();
    system.mend("save-promotion").await;
    system.inject("payment-facts", &json!({ "errorRate": 1.0 })).await;
    let command = json!({ "paymentId": paid["payment"]["paymentId"], "paymentStatus": "Y" });
    booking.customer.post("/promotions", &command).await.problem(503, "payment-unavailable");
    let row = booking.row_with(&json!({ "promotionStatus": "DEFERRED" }), SHOWN_WITHIN).await;
    assert!(row["couponId"].is_null(), "{row}");
    system.clear().await;
    booking.customer.post("/promotions", &command).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_cannot_be_charged_is_503_and_the_hold_stays() {
    let Some(system) = Faults::of("payment cannot charge").await else { return };
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.inject("charge-payment", &json!({ "errorRate": 1.0 })).await;
    booking.pay().await.problem(503, "payment-unavailable");
    booking.complete_payment().await.problem(503, "payment-unavailable");
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "reserve", "{reservation}");
    system.clear().await;
    booking.pay().await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_whose_confirmation_was_lost_is_confirmed_by_the_event() {
    let Some(system) = Faults::of("a lost confirmation").await else { return };
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.inject("confirm-payment", &json!({ "errorRate": 1.0 })).await;
    let answer = booking.complete_payment().await;
    assert!([201, 503].contains(&answer.status()), "{answer}");
    booking.row_with(&json!({ "reserveStatus": "paymentComp", "paymentStatus": "Y" }), SHOWN_WITHIN).await;
    system.clear().await;
    let again = booking.complete_payment().await;
    assert!([200, 201].contains(&again.status()), "{again}");
    assert_eq!(again.json()["paymentStatus"], "Y", "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_payment_begins_while_reservation_cannot_answer() {
    let Some(system) = Faults::of("reservation cannot answer").await else { return };
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.inject("begin-payment", &json!({ "errorRate": 1.0 })).await;
    booking.complete_payment().await.any_problem(503);
    let row = booking.row_with(&json!({ "reserveStatus": "reserve" }), SHOWN_WITHIN).await;
    assert_ne!(row["paymentStatus"], "Y", "{row}");
    system.clear().await;
    booking.complete_payment().await.expect(201);
}
