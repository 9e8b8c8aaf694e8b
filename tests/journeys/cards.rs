//! What the provider may do to a charge: decline it, fail, or take the money and never say so.

use serde_json::{Value, json};
use system_tests::{Booking, System};

use crate::SHOWN_WITHIN;

#[tokio::test]
async fn a_declined_card_is_402_and_a_good_card_then_pays() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 80_000).await;
    booking.pay_with("tok_declined").await.problem(402, "payment-declined");
    let row = booking.row_with_payment(SHOWN_WITHIN).await;
    assert_eq!((&row["reserveStatus"], &row["paymentStatus"]), (&json!("reserve"), &json!("N")), "{row}");
    assert!(row["promotionStatus"].is_null(), "{row}");

    booking.pay_with("tok_declined").await.problem(402, "payment-declined");
    let paid = booking.pay_with("tok_good").await.expect(201).json();
    assert_eq!(paid["promotion"]["status"], "GRANTED", "{paid}");
    let payment = payment(&booking, &paid["payment"]["paymentId"]).await;
    assert_eq!(payment["attempt"], 3, "two cards were declined, the third paid: {payment}");
    let row = booking.complete_row(SHOWN_WITHIN).await;
    assert_eq!(row["paymentStatus"], "Y", "{row}");
}

#[tokio::test]
async fn a_declined_card_on_payments_is_402_and_a_good_card_then_pays() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 80_000).await;
    let mut body = booking.payment();
    body["cardToken"] = json!("tok_declined");
    booking.customer.post("/payments", &body).await.problem(402, "payment-declined");
    body["cardToken"] = json!("tok_good");
    booking.customer.post("/payments", &body).await.expect(201);
}

#[tokio::test]
async fn a_provider_that_fails_is_503_and_the_next_try_pays() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 80_000).await;
    booking.pay_with("tok_error").await.problem(503, "payment-unavailable");
    let row = booking.row_with(&json!({ "reserveStatus": "reserve" }), SHOWN_WITHIN).await;
    assert_ne!(row["paymentStatus"], "Y", "{row}");
    booking.pay_with("tok_good").await.expect(201);
}

#[tokio::test]
async fn a_charge_whose_answer_was_lost_is_settled_by_the_retry_and_charged_once() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 80_000).await;
    booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");
    let settled = booking.pay_with("tok_timeout").await.expect(201);
    charged_once(&booking, &settled.json()["payment"]["paymentId"]).await;
}

#[tokio::test]
async fn a_charge_whose_answer_was_lost_is_settled_on_payments_too() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 80_000).await;
    let mut body = booking.payment();
    body["cardToken"] = json!("tok_timeout");
    booking.customer.post("/payments", &body).await.problem(503, "payment-unavailable");
    // Another card is not charged: the first one was.
    body["cardToken"] = json!("tok_good");
    let settled = booking.customer.post("/payments", &body).await.expect(201);
    charged_once(&booking, &settled.json()["paymentId"]).await;
}

/// The payment as its customer reads it.
async fn payment(booking: &Booking, payment_id: &Value) -> Value {
    let payment_id = payment_id.as_str().unwrap_or_else(|| panic!("{payment_id} is no paymentId"));
    booking.customer.get(&format!("/payments/{payment_id}")).await.expect(200).json()
}

/// The whole price was paid by the first attempt, and there is no other.
async fn charged_once(booking: &Booking, payment_id: &Value) {
    let paid = payment(booking, payment_id).await;
    assert_eq!(paid["paymentStatus"], "Y", "{paid}");
    assert_eq!(paid["attempt"], 1, "{paid}");
    assert_eq!(paid["paymentPrice"], json!(booking.price()), "{paid}");

    let again = booking.pay_with("tok_good").await.expect(200).json();
    assert_eq!(again["payment"]["paymentId"], *payment_id, "{again}");
    assert_eq!(payment(booking, payment_id).await, paid, "a retry adds no attempt");
    booking.complete_row(SHOWN_WITHIN).await;
}
