//! What was promised is kept over a restart: everything that is under way is stored.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::{Booking, Hosted, System, eventually, patience};

/// How soon, at the latest, a promotion comes by itself.
const GRANTED_WITHIN: Duration = Duration::from_mins(2);

/// The row of a reservation as an operator sees it, as soon as its promotion has this status.
async fn row(system: &System, booking: &Booking, status: &str) -> Value {
    let operator = system.operator().await;
    eventually(&format!("the promotion is {status}"), patience(GRANTED_WITHIN), async || {
        let row = operator.get(&booking.row_path()).await;
        // The confirmation is another slice of the row, which may come after the promotion.
        let is_there = row.status() == 200
            && row.json()["promotionStatus"] == status
            && row.json()["reserveStatus"] == "paymentComp";
        if is_there { Ok(row.json()) } else { Err(row.to_string()) }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn bookings_are_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Hosted::start_in(folder.path()).await;
    let booking = Booking::of_one_night(&first.system, 100_000).await;
    booking.pay().await.expect(201);
    let before = row(&first.system, &booking, "GRANTED").await;
    first.stop().await;

    let second = Hosted::start_in(folder.path()).await;
    assert_eq!(row(&second.system, &booking, "GRANTED").await, before);
    let other = second.system.customer().await;
    let again = other.post("/reservations", &booking.room.reservation(booking.stay)).await;
    again.problem(409, "room-not-available");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_that_was_deferred_before_a_restart_comes_after_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Hosted::start_in(folder.path()).await;
    let booking = Booking::of_one_night(&first.system, 100_000).await;
    first.system.inject("save-promotion", &json!({ "errorRate": 1.0 })).await;
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["promotion"]["status"], "DEFERRED", "{paid}");
    first.stop().await;

    let second = Hosted::start_in(folder.path()).await;
    let row = row(&second.system, &booking, "GRANTED").await;
    assert_eq!((&row["reserveStatus"], &row["point"]), (&json!("paymentComp"), &json!(10_000)), "{row}");
}
