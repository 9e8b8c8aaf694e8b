//! A payment has one promotion, however often it is asked for at once.

use std::collections::BTreeSet;

use serde_json::json;
use system_tests::{Booking, System};

use crate::{CROWD, crowd_of, summary};

#[tokio::test]
async fn fifty_who_ask_for_one_promotion_at_once_get_the_same_one() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let paid = booking.pay().await.expect(201).json();
    let body = json!({ "paymentId": paid["payment"]["paymentId"], "paymentPrice": "100000" });
    let customer = &booking.customer;

    let mut granted = 0;
    let mut seen = BTreeSet::new();
    for _ in 0..20 {
        let answers = crowd_of(customer, "/promotions", &body).await;
        for answer in &answers {
            if answer.refuses("promotion-busy") {
                // More than the promotion's reserved concurrency: told so, and when to come back.
                answer.problem(503, "promotion-busy");
                answer.retry_after();
            } else {
                assert_eq!(answer.status(), 200, "{}: {answer}", summary(&answers));
                seen.insert(answer.text().to_owned());
                granted += 1;
            }
        }
        if granted >= CROWD {
            break;
        }
    }
    assert!(granted >= CROWD, "only {granted} of many were answered");
    assert_eq!(seen.len(), 1, "one promotion, the same to everybody: {seen:?}");
    let coupon_id = paid["promotion"]["couponId"].as_str().expect("a couponId");
    let promotion = customer.get(&format!("/promotions/{coupon_id}")).await.expect(200).json();
    assert_eq!(promotion["point"], 10_000, "{promotion}");
    assert_eq!(promotion["status"], "GRANTED", "{promotion}");
}
