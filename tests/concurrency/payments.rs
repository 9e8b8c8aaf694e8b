//! A reservation is paid once, however often and wherever it is paid at once.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use system_tests::{Answer, Booking, System};

use crate::{CROWD, all_at_once, count, crowd_of, summary};

/// Every answer is the payment, or says that the payment is being made and when to ask again. 201 is for who changed
/// something: the one that charged, or one that confirmed the reservation before that one could.
fn assert_paid_once(answers: &[Answer]) -> String {
    assert!((1..=2).contains(&count(answers, 201)), "{}", summary(answers));
    let mut ids = BTreeSet::new();
    for answer in answers {
        match answer.status() {
            200 | 201 => {
                let body = answer.json();
                let id = if body["payment"].is_null() { &body["paymentId"] } else { &body["payment"]["paymentId"] };
                ids.insert(id.as_str().unwrap_or_else(|| panic!("no paymentId: {answer}")).to_owned());
            }
            _ => {
                answer.problem(409, "payment-in-progress");
                answer.retry_after();
            }
        }
    }
    assert_eq!(ids.len(), 1, "one payment: {ids:?}");
    ids.pop_first().expect("one")
}

/// The payment is complete, and asking again changes nothing of it.
async fn assert_charged_once(booking: &Booking, payment_id: &str) {
    let path = format!("/payments/{payment_id}");
    let payment = booking.customer.get(&path).await.expect(200).json();
    assert_eq!(payment["paymentStatus"], "Y", "{payment}");
    assert_eq!(payment["attempt"], 1, "{payment}");
    assert_eq!(payment["paymentPrice"], json!(booking.price()), "{payment}");
    let again = booking.complete_payment().await.expect(200);
    assert_eq!(again.str("paymentId"), payment_id, "{again}");
    let unchanged = booking.customer.get(&path).await.expect(200).json();
    assert_eq!(unchanged, payment);
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "paymentComp", "{reservation}");
}

#[tokio::test]
async fn fifty_payments_of_one_reservation_at_once_charge_it_once() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let answers = crowd_of(&booking.customer, "/payments", &booking.payment()).await;
    let payment_id = assert_paid_once(&answers);
    assert_charged_once(&booking, &payment_id).await;
}

#[tokio::test]
async fn fifty_payments_on_both_paths_at_once_charge_it_once() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let both: [(String, Value); 2] =
        [("/payments".to_owned(), booking.payment()), (booking.payment_path(), json!({ "method": "card" }))];
    let crowd = (0..CROWD).map(|place| {
        let (path, body) = both[place % 2].clone();
        (booking.customer.clone(), path, body)
    });
    let answers = all_at_once(crowd).await;
    let payment_id = assert_paid_once(&answers);
    assert_charged_once(&booking, &payment_id).await;
}

#[tokio::test]
async fn a_lost_answer_that_many_retry_at_once_is_settled_once() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");
    let answers = crowd_of(&booking.customer, "/payments", &booking.payment()).await;
    let payment_id = assert_paid_once(&answers);
    assert_charged_once(&booking, &payment_id).await;
}
