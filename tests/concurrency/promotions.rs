//! A payment has one promotion, however often it is asked for at once.

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::{Answer, Booking, Endpoint, Hosted, Persona, eventually, patience};

use crate::{count, crowd_of, summary};

const SHOWN_WITHIN: Duration = Duration::from_secs(20);

/// What everybody was answered in the end: who was more than the promotion's reserved concurrency was told so, and when
/// to come back.
async fn answered(customer: &Persona, command: &Value, first: Vec<Answer>) -> Vec<Answer> {
    let mut all = Vec::new();
    for answer in first {
        if answer.status() != 503 {
            all.push(answer);
            continue;
        }
        answer.problem(503, "promotion-busy");
        answer.retry_after();
        let again = eventually("promotion is not busy", patience(SHOWN_WITHIN), async || {
            let again = customer.post("/promotions", command).await;
            if again.refuses("promotion-busy") { Err(again.to_string()) } else { Ok(again) }
        });
        all.push(again.await.expect(200));
    }
    all
}

/// The only promotion in the tables was written once: its version is that of its first event, `PromotionSaved`.
async fn assert_saved_once(endpoint: &Endpoint, coupon_id: &str) {
    let items = endpoint.all_items().await;
    let outbox = |item: &Value| item["outbox"]["S"].as_str().unwrap_or_default().to_owned();
    let saved: Vec<String> = items.iter().map(outbox).filter(|outbox| outbox.contains("PromotionSaved")).collect();
    assert_eq!(saved.len(), 1, "{saved:?}");
    assert!(saved[0].contains(&format!("Promotion/{coupon_id}/1")), "{saved:?}");
}

/// In a system of its own: it breaks two functions.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_ask_at_once_for_a_promotion_that_nobody_has_yet_get_one() {
    let hosted = Hosted::start().await;
    let system = &hosted.system;
    let booking = Booking::of_one_night(system, 100_000).await;
    system.hold_promotions().await;
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["promotion"]["status"], "DEFERRED", "{paid}");
    system.mend("save-promotion").await;

    let command = json!({ "paymentId": paid["payment"]["paymentId"], "paymentPrice": "100000" });
    let customer = &booking.customer;
    let first = crowd_of(customer, "/promotions", &command).await;
    let shed = count(&first, 503);
    let answers = answered(customer, &command, first).await;
    assert_eq!(count(&answers, 201), 1, "one is the first: {}", summary(&answers));
    assert_eq!(count(&answers, 200), answers.len() - 1, "{}, {shed} of them after a 503", summary(&answers));
    let promotion = answers[0].json();
    for answer in &answers {
        assert_eq!(answer.json(), promotion, "one promotion, the same to everybody");
    }
    assert_eq!((&promotion["point"], &promotion["status"]), (&json!(10_000), &json!("GRANTED")), "{promotion}");

    let coupon_id = promotion["couponId"].as_str().expect("a couponId");
    assert_eq!(customer.get(&format!("/promotions/{coupon_id}")).await.expect(200).json(), promotion);
    let row = booking.complete_row(SHOWN_WITHIN).await;
    assert_eq!((&row["couponId"], &row["point"]), (&promotion["couponId"], &promotion["point"]), "{row}");
    assert_saved_once(&Endpoint::at(&hosted.endpoint_url), coupon_id).await;
}
