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
    let answers = join_all(bookings.iter().map(Booking::pay)).await;
    for answer in answers {
        let answer = answer.expect(201);
        let body = answer.json();
        match body["promotion"]["status"].as_str() {
            Some("GRANTED") => {}
            Some("DEFERRED") => {
                answer.retry_after();
            }
            _ => panic!("neither granted nor deferred: {answer}"),
        }
        assert_eq!(body["reservation"]["reserveStatus"], "paymentComp", "{answer}");
    }
    for booking in &bookings {
        let row = booking.complete_row(Duration::from_mins(1)).await;
        assert_eq!((&row["point"], &row["service"]), (&json!(10_000), &json!("DISCOUNT COUPON")), "{row}");
    }
}
