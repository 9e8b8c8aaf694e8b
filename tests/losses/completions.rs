//! What a completed payment leads to, and what payment hears of that.

use serde_json::json;
use system_tests::Booking;

use crate::{
    SEEN_WITHIN,
    lossy::{Lossy, PAYMENTS},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_that_never_heard_of_its_payment_is_confirmed() {
    let system = Lossy::start().await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.lose("confirm-reservation").await;
    system.inject("confirm-payment", &json!({ "errorRate": 1 })).await;
    booking.complete_payment().await.problem(503, "payment-unavailable");
    system.lost("confirm-reservation", 1).await;
    booking.row_with(&json!({ "reserveStatus": "reserve", "paymentStatus": "Y" }), SEEN_WITHIN).await;

    system.mend("confirm-payment").await;
    system.repairs(PAYMENTS, "completions", 1).await;
    booking.complete_row(SEEN_WITHIN).await;
    system.has_nothing_left().await;
    system.has_seen_nothing("confirm-reservation").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_that_was_deferred_and_then_forgotten_is_granted() {
    let system = Lossy::start().await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.lose("grant-deferred-promotion").await;
    system.inject("save-promotion", &json!({ "errorRate": 1 })).await;
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["promotion"]["status"], "DEFERRED", "{paid}");
    system.lost("grant-deferred-promotion", 1).await;
    booking.row_with(&json!({ "promotionStatus": "DEFERRED" }), SEEN_WITHIN).await;

    system.mend("save-promotion").await;
    system.repairs(PAYMENTS, "completions", 1).await;
    let row = booking.complete_row(SEEN_WITHIN).await;
    assert_eq!((&row["point"], &row["service"]), (&json!(10_000), &json!("DISCOUNT COUPON")), "{row}");
    system.has_nothing_left().await;
    system.has_seen_nothing("grant-deferred-promotion").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_never_heard_of_its_promotion_asks_for_it() {
    asks("note-promotion").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_never_heard_of_its_confirmation_asks_for_it() {
    asks("note-confirmation").await;
}

/// All that it led to has happened, and payment does not know: it asks once, and nothing happens twice.
async fn asks(noting: &str) {
    let system = Lossy::start().await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.lose(noting).await;
    let paid = booking.pay().await.expect(201).json();
    system.lost(noting, 1).await;
    let row = booking.complete_row(SEEN_WITHIN).await;

    system.repairs(PAYMENTS, "completions", 1).await;
    system.has_nothing_left().await;
    assert_eq!(booking.customer.get(&booking.row_path()).await.expect(200).json(), row);
    let promotions = booking.customer.get("/promotions").await.expect(200).json();
    let items = promotions["items"].as_array().expect("items");
    assert!(items.len() == 1 && items[0]["couponId"] == paid["promotion"]["couponId"], "{promotions}");
}
