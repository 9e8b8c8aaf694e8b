//! `HoldSeconds`: how long an unpaid reservation may still be paid.

use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use serde_json::json;
use system_tests::{Booking, eventually, now, patience};

use crate::{SHOWN_WITHIN, hosted_with};

fn end(reservation: &system_tests::Answer) -> Timestamp {
    reservation.str("holdExpiresAt").parse().expect("RFC 3339")
}

/// Waits until the booking's hold has ended.
async fn ended(booking: &Booking) {
    let end = end(&booking.customer.get(&booking.path()).await.expect(200));
    eventually("the hold has ended", patience(Duration::from_secs(20)), async || {
        if now() > end { Ok(()) } else { Err(end.to_string()) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_as_long_as_the_parameter_says() {
    let hosted = hosted_with(&[("HoldSeconds", "300")]).await;
    let before = now();
    let booking = Booking::of_one_night(&hosted.system, 10).await;
    let end = end(&booking.customer.get(&booking.path()).await.expect(200));
    assert!((before + 300.seconds()..=now() + 300.seconds()).contains(&end), "{end}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_pays_after_the_holds_end_is_refused_and_not_charged() {
    let hosted = hosted_with(&[("HoldSeconds", "1")]).await;
    let booking = Booking::of_one_night(&hosted.system, 100_000).await;
    ended(&booking).await;

    booking.pay().await.problem(409, "hold-expired");
    booking.complete_payment().await.problem(409, "hold-expired");

    let row = booking.row_with(&json!({}), SHOWN_WITHIN).await;
    assert_ne!(row["paymentStatus"], "Y", "{row}");
    assert!(row["promotionStatus"].is_null(), "{row}");
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_ne!(reservation["reserveStatus"], "paymentComp", "{reservation}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_that_began_before_the_holds_end_is_settled_after_it_and_charged_once() {
    let hosted = hosted_with(&[("HoldSeconds", "2")]).await;
    let booking = Booking::of_one_night(&hosted.system, 100_000).await;
    // The provider has charged and does not answer: longer than the hold lasts.
    booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");
    ended(&booking).await;

    let settled = booking.pay().await.expect(201).json();
    assert_eq!(settled["reservation"]["reserveStatus"], "paymentComp", "{settled}");
    let path = format!("/payments/{}", settled["payment"]["paymentId"].as_str().expect("a paymentId"));
    let payment = booking.customer.get(&path).await.expect(200).json();
    assert_eq!((&payment["paymentStatus"], &payment["attempt"]), (&json!("Y"), &json!(1)), "{payment}");
    booking.complete_payment().await.expect(200);
    assert_eq!(booking.customer.get(&path).await.expect(200).json(), payment);
}
