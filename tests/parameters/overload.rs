//! `PromotionConcurrency`: more customers than promotion can serve at once all get their booking, and later their
//! promotion.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use system_tests::Booking;

use crate::hosted_with;

const CUSTOMERS: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn an_overloaded_promotion_loses_no_booking_and_no_promotion() {
    let hosted = hosted_with(&[("PromotionConcurrency", "1")]).await;
    let bookings = join_all((0..CUSTOMERS).map(|_| Booking::of_one_night(&hosted.system, 100_000))).await;
    // Slow, but not too slow: with concurrency enough, every promotion would be granted at once.
    hosted.system.inject("save-promotion", &json!({ "latencyMs": 200 })).await;
    let answers = join_all(bookings.iter().map(Booking::pay)).await;
    let mut deferred = 0;
    for answer in answers {
        let answer = answer.expect(201);
        let body = answer.json();
        match body["promotion"]["status"].as_str() {
            Some("GRANTED") => {}
            Some("DEFERRED") => {
                answer.retry_after();
                deferred += 1;
            }
            _ => panic!("neither granted nor deferred: {answer}"),
        }
        assert_eq!(body["reservation"]["reserveStatus"], "paymentComp", "{answer}");
    }
    assert!(deferred > 0, "promotion was not overloaded");
    let functions = hosted.system.stranger(None).get("/dev/functions").await.expect(200).json();
    assert!(functions["save-promotion"]["throttles"].as_u64() > Some(0), "{functions}");
    for booking in &bookings {
        let row = booking.complete_row(Duration::from_mins(1)).await;
        assert_eq!((&row["point"], &row["service"]), (&json!(10_000), &json!("DISCOUNT COUPON")), "{row}");
    }
}
