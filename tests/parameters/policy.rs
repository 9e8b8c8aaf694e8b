//! Tiers, rate and version of the promotion's policy are the operator's to change.

use serde_json::{Value, json};
use system_tests::{Booking, Hosted, System};

use crate::hosted_with;

async fn granted(system: &System, price: u64) -> Value {
    let booking = Booking::of_one_night(system, price).await;
    let paid = booking.pay().await.expect(201).json();
    let path = format!("/promotions/{}", paid["promotion"]["couponId"].as_str().expect("a couponId"));
    booking.customer.get(&path).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn points_and_gifts_follow_the_parameters() {
    let hosted = hosted_with(&[
        ("PolicyVersion", "spring"),
        ("PointDivisor", "20"),
        ("CouponMinimumWon", "70000"),
        ("BeverageMinimumWon", "1000"),
    ])
    .await;
    for (price, point, service) in [
        (70_000, 3_500, json!("DISCOUNT COUPON")),
        (69_999, 3_499, json!("BEVERAGE")),
        (1_000, 50, json!("BEVERAGE")),
        (999, 49, Value::Null),
    ] {
        let promotion = granted(&hosted.system, price).await;
        assert_eq!((&promotion["point"], &promotion["service"]), (&json!(point), &service), "{promotion}");
        assert_eq!(promotion["policyVersion"], "spring", "{promotion}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tiers_that_contradict_each_other_stop_the_start_with_a_message() {
    let parameters = [("CouponMinimumWon", "40000"), ("BeverageMinimumWon", "50000")];
    let error = Hosted::start_with(&parameters).await.err().expect("a coupon from less on than a beverage");
    assert!(error.contains("COUPON_MINIMUM_WON") || error.contains("BEVERAGE_MINIMUM_WON"), "{error}");
}
