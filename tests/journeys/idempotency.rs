//! `Idempotency-Key`: the same request twice is one thing done, and one answer.

use std::collections::HashSet;

use futures::future::join_all;
use serde_json::{Value, json};
use system_tests::{Answer, Booking, Persona, Room, Stay, System, all_items, eventually, patience, unique};

use crate::SHOWN_WITHIN;

const REPLAYED: &str = "Idempotency-Replayed";

/// A customer and a room that they can reserve.
async fn customer_and_room(system: &System) -> (Persona, Room) {
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    (customer, room)
}

/// Asserts that the same request with the same key is answered twice with this status, the second time as a replay.
async fn replays(persona: &Persona, path: &str, body: &Value, status: u16) -> Answer {
    let key = unique("key");
    let first = persona.post_once(&key, path, body).await.expect(status);
    assert_eq!(first.header(REPLAYED), None, "{first}");
    let second = persona.post_once(&key, path, body).await.expect(status);
    assert_eq!(second.header(REPLAYED), Some("true"), "{second}");
    assert_eq!(second.text(), first.text(), "{second}");
    for header in ["location", "content-type"] {
        assert_eq!(second.header(header), first.header(header), "{header}: {second}");
    }
    first
}

/// The reservations of a customer as soon as this one is among them.
async fn reservations(customer: &Persona, number: &str) -> Vec<Value> {
    eventually("the reservation is listed", patience(SHOWN_WITHIN), async || {
        let rows = all_items(customer, "/roomInfos", &[], 100).await;
        if rows.iter().any(|row| row["reservationNumber"] == number) { Ok(rows) } else { Err(format!("{rows:?}")) }
    })
    .await
}

#[tokio::test]
async fn a_repeated_reservation_is_answered_again_and_made_once() {
    let system = System::connect();
    let (customer, room) = customer_and_room(&system).await;
    let first = replays(&customer, "/reservations", &room.reservation(Stay::new(10, 1)), 201).await;
    let rows = reservations(&customer, &first.str("reservationNumber")).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
}

#[tokio::test]
async fn every_post_replays_its_answer() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    // Without a key, the second one would be 409, or 200.
    replays(&host, "/rooms", &Room::plan(50_000).registration(), 201).await;
    let room = Room::on_sale(&host, &customer, 100_000).await;
    let booking = Booking::reserve(&customer, &room, Stay::new(10, 1)).await;
    let paid = replays(&customer, &booking.payment_path(), &json!({}), 201).await.json();
    let other = Booking::reserve(&customer, &room, Stay::new(20, 1)).await;
    replays(&customer, "/payments", &other.payment(), 201).await;
    replays(&customer, "/promotions", &json!({ "paymentId": paid["payment"]["paymentId"] }), 200).await;
    let redeem = format!("/promotions/{}/redeem", paid["promotion"]["couponId"].as_str().expect("a couponId"));
    replays(&customer, &redeem, &json!({}), 200).await;
}

#[tokio::test]
async fn without_a_key_a_repeated_payment_is_200_with_the_same_body() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let first = booking.pay().await.expect(201);
    let second = booking.pay().await.expect(200);
    assert_eq!(second.json(), first.json(), "{second}");
    assert_eq!(second.header(REPLAYED), None, "{second}");
}

#[tokio::test]
async fn a_key_with_another_body_is_refused_and_changes_nothing() {
    let system = System::connect();
    let (customer, room) = customer_and_room(&system).await;
    let key = unique("key");
    let first = customer.post_once(&key, "/reservations", &room.reservation(Stay::new(10, 1))).await.expect(201);
    let other = room.reservation(Stay::new(20, 1));
    customer.post_once(&key, "/reservations", &other).await.problem(422, "idempotency-key-reused");
    let rows = reservations(&customer, &first.str("reservationNumber")).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    customer.post("/reservations", &other).await.expect(201);
}

#[tokio::test]
async fn a_key_is_its_callers_own_and_of_one_path() {
    let system = System::connect();
    let (customer, room) = customer_and_room(&system).await;
    let other = system.customer().await;
    let key = unique("key");
    let body = room.reservation(Stay::new(10, 1));
    let number = customer.post_once(&key, "/reservations", &body).await.expect(201).str("reservationNumber");
    other.post_once(&key, "/reservations", &body).await.problem(409, "room-not-available");
    let payment = format!("/reservations/{number}/payment");
    let paid = customer.post_once(&key, &payment, &json!({})).await.expect(201);
    assert_eq!(paid.header(REPLAYED), None, "{paid}");
}

#[tokio::test]
async fn a_declined_card_is_declined_again_without_another_attempt() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let body = json!({ "cardToken": "tok_declined" });
    replays(&booking.customer, &booking.payment_path(), &body, 402).await.problem(402, "payment-declined");
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["payment"]["attempt"], 2, "one was declined: {paid}");
}

#[tokio::test]
async fn an_answer_that_says_try_again_is_not_kept() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let (key, body) = (unique("key"), json!({ "cardToken": "tok_timeout" }));
    let lost = booking.customer.post_once(&key, &booking.payment_path(), &body).await;
    lost.problem(503, "payment-unavailable");
    let settled = booking.customer.post_once(&key, &booking.payment_path(), &body).await.expect(201);
    assert_eq!(settled.header(REPLAYED), None, "{settled}");
    let replayed = booking.customer.post_once(&key, &booking.payment_path(), &body).await.expect(201);
    assert_eq!(replayed.header(REPLAYED), Some("true"), "{replayed}");
    assert_eq!(replayed.text(), settled.text());
}

#[tokio::test]
async fn concurrent_requests_with_keys_of_their_own_are_each_answered_again() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let redeem = format!("/promotions/{}/redeem", booking.pay_for_coupon().await);
    let keys: Vec<String> = (0..5).map(|_| unique("key")).collect();
    let body = json!({});
    let answers = join_all(keys.iter().map(|key| booking.customer.post_once(key, &redeem, &body))).await;
    for (key, answer) in keys.iter().zip(answers) {
        // One of them redeems; the others find it done, and that is their answer.
        let first = answer.expect(200);
        assert_eq!(first.header(REPLAYED), None, "{first}");
        let second = booking.customer.post_once(key, &redeem, &body).await.expect(200);
        assert_eq!(second.header(REPLAYED), Some("true"), "{second}");
        assert_eq!(second.text(), first.text());
    }
}

#[tokio::test]
async fn of_20_concurrent_requests_with_one_key_one_reserves() {
    let system = System::connect();
    let (customer, room) = customer_and_room(&system).await;
    let (key, body) = (unique("key"), room.reservation(Stay::new(10, 1)));
    let answers = join_all((0..20).map(|_| customer.post_once(&key, "/reservations", &body))).await;
    let (mut made, mut numbers) = (0, HashSet::new());
    for answer in answers {
        if answer.status() == 409 {
            answer.problem(409, "request-in-progress");
            answer.retry_after();
            continue;
        }
        let answer = answer.expect(201);
        numbers.insert(answer.str("reservationNumber"));
        made += usize::from(answer.header(REPLAYED).is_none());
    }
    assert_eq!((made, numbers.len()), (1, 1), "{numbers:?}");
    let replayed = customer.post_once(&key, "/reservations", &body).await.expect(201);
    assert!(numbers.contains(&replayed.str("reservationNumber")), "{replayed}");
    let rows = reservations(&customer, &replayed.str("reservationNumber")).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
}
