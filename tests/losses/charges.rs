//! The message that settles a charge whose answer was lost.

use std::time::Duration;

use serde_json::json;
use system_tests::{Booking, eventually, patience};

use crate::{
    SEEN_WITHIN,
    lossy::{Lossy, PAYMENTS},
};

/// A payment that has begun keeps its hold for a minute.
const HOLD_KEPT: Duration = Duration::from_secs(90);

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_that_nobody_settles_is_settled_and_its_reservation_confirmed() {
    let system = Lossy::start().await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.lose("settle-payment").await;
    booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");

    system.repairs(PAYMENTS, "charges", 1).await;
    let row = booking.complete_row(SEEN_WITHIN).await;
    assert_eq!(row["paymentPrice"], 100_000, "{row}");
    system.has_nothing_left().await;
    system.has_seen_nothing("settle-payment").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_of_a_hold_that_was_cancelled_meanwhile_is_settled_and_goes_back() {
    let system = Lossy::start().await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.lose("settle-payment").await;
    booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");
    booking.cancel().await.expect(200);

    system.repairs(PAYMENTS, "charges", 1).await;
    goes_back(&booking, "cancelled").await;
    system.has_nothing_left().await;
    system.has_seen_nothing("settle-payment").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_of_a_hold_that_ended_meanwhile_is_settled_and_goes_back() {
    let system = Lossy::start_with(&[("HoldSeconds", "3")]).await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.lose("settle-payment").await;
    booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");
    eventually("the hold has ended", patience(HOLD_KEPT), async || {
        let reservation = booking.customer.get(&booking.path()).await.expect(200);
        if reservation.str("reserveStatus") == "expired" { Ok(()) } else { Err(reservation.to_string()) }
    })
    .await;
    system.lost("settle-payment", 1).await;

    system.repairs(PAYMENTS, "charges", 1).await;
    goes_back(&booking, "expired").await;
    system.has_nothing_left().await;
}

/// Waits until the money of a reservation with this status went back, whole, and earned nothing.
async fn goes_back(booking: &Booking, status: &str) {
    let refunded = json!({ "reserveStatus": status, "paymentStatus": "R", "refundPrice": 100_000, "deductedPrice": 0 });
    let row = booking.row_with(&refunded, SEEN_WITHIN).await;
    assert!(row["point"].is_null() || row["point"] == 0, "{row}");
}
