//! Gifts are redeemed once, by whom they were given to, and their value stays out of a refund.

use serde_json::{Value, json};
use system_tests::{Booking, System, all_items, eventually, patience};

use crate::SHOWN_WITHIN;

fn redeem(coupon: &str) -> String {
    format!("/promotions/{coupon}/redeem")
}

#[tokio::test]
async fn a_gift_is_redeemed_once_and_asking_again_answers_the_same() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let coupon = booking.pay_for_coupon().await;
    let redeemed = booking.customer.post(&redeem(&coupon), &json!({})).await.expect(200).json();
    assert_eq!(redeemed["status"], "REDEEMED", "{redeemed}");
    assert_eq!(redeemed["service"], "DISCOUNT COUPON", "{redeemed}");
    assert_eq!(redeemed["point"], 10_000, "{redeemed}");
    let again = booking.customer.post(&redeem(&coupon), &json!({})).await.expect(200).json();
    assert_eq!(again, redeemed);
    assert_eq!(booking.customer.get(&format!("/promotions/{coupon}")).await.expect(200).json(), redeemed);
    booking.row_with(&json!({ "promotionStatus": "REDEEMED", "point": 10_000 }), SHOWN_WITHIN).await;
}

#[tokio::test]
async fn the_value_of_a_redeemed_coupon_is_kept_from_the_refund() {
    refunds(100_000, 90_000, 10_000).await;
}

#[tokio::test]
async fn the_value_of_a_redeemed_beverage_is_kept_from_the_refund() {
    refunds(50_000, 45_000, 5_000).await;
}

async fn refunds(price: u64, refund: u64, deducted: u64) {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, price).await;
    let coupon = booking.pay_for_coupon().await;
    booking.customer.post(&redeem(&coupon), &json!({})).await.expect(200);
    booking.cancel().await.expect(200);
    let done = booking.refund(SHOWN_WITHIN).await;
    assert_eq!(done, json!({ "status": "DONE", "refundPrice": refund, "deductedPrice": deducted }));
    let shown = json!({
        "paymentStatus": "R",
        "refundPrice": refund,
        "deductedPrice": deducted,
        "point": 0,
        "promotionStatus": "REVOKED",
    });
    booking.row_with(&shown, SHOWN_WITHIN).await;
}

#[tokio::test]
async fn a_coupon_of_a_refunded_payment_is_void() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let coupon = booking.pay_for_coupon().await;
    booking.cancel().await.expect(200);
    booking.refund(SHOWN_WITHIN).await;
    booking.customer.post(&redeem(&coupon), &json!({})).await.problem(409, "coupon-void");
}

#[tokio::test]
async fn points_without_a_gift_cannot_be_redeemed() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 49_999).await;
    let coupon = booking.pay_for_coupon().await;
    booking.customer.post(&redeem(&coupon), &json!({})).await.problem(409, "no-gift");
}

#[tokio::test]
async fn anothers_coupon_is_not_found_and_stays_whole() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let coupon = booking.pay_for_coupon().await;
    system.customer().await.post(&redeem(&coupon), &json!({})).await.any_problem(404);
    system.customer().await.post(&redeem("nothing"), &json!({})).await.any_problem(404);
    for other in [system.host().await, system.operator().await] {
        other.post(&redeem(&coupon), &json!({})).await.any_problem(403);
    }
    let promotion = booking.customer.get(&format!("/promotions/{coupon}")).await.expect(200).json();
    assert_eq!(promotion["status"], "GRANTED", "{promotion}");
}

#[tokio::test]
async fn a_customer_lists_their_own_promotions() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let coupon = booking.pay_for_coupon().await;
    let promotion = booking.customer.get(&format!("/promotions/{coupon}")).await.expect(200).json();
    eventually("the list shows the promotion", patience(SHOWN_WITHIN), async || {
        let listed: Vec<Value> = all_items(&booking.customer, "/promotions", &[], 1).await;
        if listed == [promotion.clone()] { Ok(()) } else { Err(format!("{listed:?}")) }
    })
    .await;
    let other = system.customer().await;
    assert!(all_items(&other, "/promotions", &[], 100).await.is_empty(), "another customer sees none of them");
    system.host().await.get("/promotions").await.any_problem(403);
}
