//! A callee that finishes after its caller has given up: what it wrote does no harm.

use std::time::Duration;

use serde_json::json;
use system_tests::{Booking, Hosted};

use crate::{aftermath::come_to_rest, turn};

const SHOWN_WITHIN: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_that_is_saved_too_late_is_the_one_promotion() {
    let _turn = turn().await;
    let hosted = Hosted::in_a_hurry(&[]).await;
    let booking = Booking::of_one_night(&hosted.system, 100_000).await;
    hosted.system.inject("save-promotion", &json!({ "answerLatencyMs": 2_000 })).await;
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["promotion"]["status"], "DEFERRED", "{paid}");
    let row = booking.complete_row(SHOWN_WITHIN).await;
    assert_eq!(row["point"], 10_000, "{row}");
    come_to_rest(&hosted.system).await;
    let mine = booking.customer.get("/me").await.expect(200).json();
    assert_eq!(
        (&mine["points"], mine["coupons"]["items"].as_array().map(Vec::len)),
        (&json!(10_000), Some(1)),
        "{mine}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reservation_that_is_confirmed_too_late_is_paid_once() {
    let _turn = turn().await;
    let hosted = Hosted::in_a_hurry(&[]).await;
    let booking = Booking::of_one_night(&hosted.system, 100_000).await;
    hosted.system.inject("confirm-payment", &json!({ "answerLatencyMs": 5_000 })).await;
    booking.complete_payment().await.problem(503, "payment-unavailable");
    hosted.system.mend("confirm-payment").await;
    assert!(hosted.system.end_faults().await);
    let again = booking.complete_payment().await.expect(200).json();
    assert_eq!(again["paymentStatus"], "Y", "{again}");
    booking.complete_row(SHOWN_WITHIN).await;
    let notices = booking.customer.get("/notices").await.expect(200).json();
    let kinds: Vec<_> = notices["items"].as_array().expect("notices").iter().map(|notice| &notice["kind"]).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "PaymentCompleted").count(), 1, "{notices}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_that_is_revoked_too_late_goes_back_with_the_money_once() {
    let _turn = turn().await;
    let hosted = Hosted::in_a_hurry(&[]).await;
    let booking = Booking::of_one_night(&hosted.system, 100_000).await;
    booking.pay_for_coupon().await;
    hosted.system.inject("revoke-promotion", &json!({ "answerLatencyMs": 5_000 })).await;
    booking.cancel().await.expect(200);
    booking.row_with(&json!({ "promotionStatus": "REVOKED" }), SHOWN_WITHIN).await;
    let before = booking.cancel().await.expect(200).json();
    assert_eq!(before["refund"]["status"], "PENDING", "nothing goes back before the gift is seen to be void: {before}");
    assert!(hosted.system.end_faults().await);
    let refund = booking.refund(Duration::from_mins(1)).await;
    assert_eq!(refund, json!({ "status": "DONE", "refundPrice": 100_000, "deductedPrice": 0 }));
    come_to_rest(&hosted.system).await;
    assert_eq!(booking.customer.get("/me").await.expect(200).json()["points"], 0);
}
