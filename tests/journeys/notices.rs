//! Every change of status makes one message to the customer, in the language they read.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::Value;
use system_tests::{Answer, Booking, Persona, System, all_items, eventually, patience};

use crate::SHOWN_WITHIN;

/// What a complete booking tells.
const BOOKED: [&str; 4] = ["PaymentCompleted", "PromotionSaved", "ReservationConfirmed", "Reserved"];

/// One field of each notice, sorted.
fn sorted(notices: &[Value], field: &str) -> Vec<String> {
    let text = |notice: &Value| notice[field].as_str().unwrap_or_else(|| panic!("no {field}: {notice}")).to_owned();
    let mut fields: Vec<String> = notices.iter().map(text).collect();
    fields.sort();
    fields
}

/// The customer's notices as soon as they are as many as expected: these kinds, and none twice.
async fn told(customer: &Persona, kinds: &[&str]) -> Vec<Value> {
    let mut kinds = kinds.to_vec();
    kinds.sort_unstable();
    let notices = eventually(&format!("told of {kinds:?}"), patience(SHOWN_WITHIN), async || {
        let notices = all_items(customer, "/notices", &[], 2).await;
        if notices.len() >= kinds.len() { Ok(notices) } else { Err(format!("{notices:?}")) }
    })
    .await;
    assert_eq!(sorted(&notices, "kind"), kinds, "{notices:?}");
    let ids: HashSet<String> = sorted(&notices, "noticeId").into_iter().collect();
    assert_eq!(ids.len(), notices.len(), "{notices:?}");
    notices
}

async fn in_language(customer: &Persona, accepted: &str) -> Answer {
    let request = customer.request(Method::GET, "/notices").header("Accept-Language", accepted);
    customer.send(request).await.expect(200)
}

fn is_korean(text: &str) -> bool {
    text.chars().any(|letter| ('가'..='힣').contains(&letter))
}

#[tokio::test]
async fn each_change_of_a_booking_is_told_once() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    told(&booking.customer, &["Reserved"]).await;
    booking.pay().await.expect(201);
    let notices = told(&booking.customer, &BOOKED).await;
    assert!(notices.iter().all(|notice| notice["reservationNumber"] == booking.number), "{notices:?}");

    booking.cancel().await.expect(200);
    let cancelled = ["ReservationCancelled", "PromotionRevoked", "PaymentRefunded"];
    told(&booking.customer, &[&BOOKED[..], &cancelled].concat()).await;
    // What changes nothing tells nothing.
    booking.refund(SHOWN_WITHIN).await;
    told(&booking.customer, &[&BOOKED[..], &cancelled].concat()).await;
}

#[tokio::test]
async fn a_declined_card_is_told() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay_with("tok_declined").await.problem(402, "payment-declined");
    told(&booking.customer, &["Reserved", "PaymentDeclined"]).await;
}

#[tokio::test]
async fn notices_are_korean_or_english_as_the_reader_asks() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay().await.expect(201);
    told(&booking.customer, &BOOKED).await;
    let customer = &booking.customer;
    for (accepted, korean) in [
        ("ko", true),
        ("ko-KR,ko;q=0.9,en;q=0.8", true),
        ("en", false),
        ("en-US,en;q=0.9,ko;q=0.8", false),
        ("ko;q=0.1, en;q=0.9", false),
    ] {
        let answer = in_language(customer, accepted).await;
        let body = answer.json();
        let notices = body["items"].as_array().expect("items");
        assert_eq!(notices.len(), BOOKED.len(), "{answer}");
        for title in sorted(notices, "title") {
            assert_eq!(is_korean(&title), korean, "{accepted}: {title}");
        }
        // The words around the name of the room, which is Korean in both.
        for text in sorted(notices, "body") {
            assert_eq!(is_korean(&text.replace(&booking.room.name, "")), korean, "{accepted}: {text}");
        }
    }
    let default = customer.get("/notices").await.expect(200).json();
    assert_eq!(default, in_language(customer, "ko").await.json(), "without a word, Korean");
}

#[tokio::test]
async fn a_notice_names_the_room_the_dates_and_the_amount() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay().await.expect(201);
    let notices = told(&booking.customer, &BOOKED).await;
    let body_of = |kind: &str| {
        let notice = notices.iter().find(|notice| notice["kind"] == kind).expect("a notice");
        notice["body"].as_str().expect("a body").to_owned()
    };
    let confirmed = body_of("ReservationConfirmed");
    for part in [booking.room.name.clone(), booking.stay.check_in.to_string(), booking.stay.check_out.to_string()] {
        assert!(confirmed.contains(&part), "{part}: {confirmed}");
    }
    assert!(body_of("PaymentCompleted").contains("100,000원"), "{notices:?}");
    assert!(body_of("PromotionSaved").contains("10,000"), "{notices:?}");
}

#[tokio::test]
async fn nobody_sees_anothers_notices() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay().await.expect(201);
    told(&booking.customer, &BOOKED).await;
    let other = system.customer().await;
    assert!(all_items(&other, "/notices", &[], 100).await.is_empty());
    for person in [system.host().await, system.operator().await] {
        person.get("/notices").await.any_problem(403);
    }
}
