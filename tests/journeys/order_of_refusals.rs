//! Where a request is wrong in several ways, the answer is the first of 413, 400, 422, 403, 404, 409.

use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::json;
use system_tests::{Booking, Room, Stay, System, unique, with_query};

#[tokio::test]
async fn size_comes_before_syntax() {
    let system = System::connect();
    let customer = system.customer().await;
    let garbage = |size: usize| "{".repeat(size);
    customer.post_text("/rooms", garbage(64 * 1024 + 1)).await.any_problem(413);
    customer.post_text("/rooms", garbage(64 * 1024)).await.any_problem(400);
}

#[tokio::test]
async fn syntax_comes_before_the_group() {
    let system = System::connect();
    let customer = system.customer().await;
    customer.post_text("/rooms", "{").await.any_problem(400);
}

#[tokio::test]
async fn syntax_comes_before_the_key() {
    let system = System::connect();
    let host = system.host().await;
    let request = |body: &str| {
        let request = host.request(Method::POST, "/rooms").header("Idempotency-Key", "no key");
        host.send(request.header(CONTENT_TYPE, "application/json").body(body.to_owned()))
    };
    request("{").await.any_problem(400);
    assert_eq!(request("{}").await.wrong_fields(), ["Idempotency-Key"]);
}

#[tokio::test]
async fn a_wrong_field_comes_before_the_group() {
    let system = System::connect();
    let (customer, host) = (system.customer().await, system.host().await);
    let answer = customer.post("/rooms", &json!({ "roomPrice": "much" })).await;
    assert!(answer.wrong_fields().contains(&"#/roomPrice".to_owned()), "{answer}");
    let answer = customer.patch("/rooms/nothing", &json!({ "roomPrice": "much" })).await;
    assert_eq!(answer.wrong_fields(), ["#/roomPrice"], "{answer}");
    assert_eq!(host.post("/payments", &json!({})).await.wrong_fields(), ["#/reservationNumber"]);
    let query = [("limit", "0"), ("customerId", host.id.as_str())];
    customer.get(&with_query("/roomInfos", &query)).await.any_problem(422);
}

#[tokio::test]
async fn a_foreign_customer_comes_before_an_absent_room() {
    let system = System::connect();
    let customer = system.customer().await;
    let mut body = Room::plan(1).reservation(Stay::new(10, 1));
    body["customerId"] = json!(unique("somebody"));
    customer.post("/reservations", &body).await.any_problem(403);
}

#[tokio::test]
async fn the_group_comes_before_an_absent_reservation() {
    let system = System::connect();
    let operator = system.operator().await;
    operator.post(&format!("/reservations/{}/payment", unique("X")), &json!({})).await.any_problem(403);
    operator.delete(&format!("/reservations/{}", unique("X"))).await.any_problem(403);
    operator.post(&format!("/reservations/{}/check-out", unique("X")), &json!({})).await.any_problem(403);
    operator.delete(&format!("/rooms/{}", unique("X"))).await.any_problem(403);
}

#[tokio::test]
async fn a_wrong_field_comes_before_a_foreign_customer() {
    let system = System::connect();
    let customer = system.customer().await;
    let body = json!({ "roomNumber": "R", "checkIn": "never", "checkOut": "never", "customerId": unique("somebody") });
    let answer = customer.post("/reservations", &body).await;
    assert_eq!(answer.wrong_fields(), ["#/checkIn", "#/checkOut"], "{answer}");
}

#[tokio::test]
async fn a_wrong_field_comes_before_a_conflict() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 10).await;
    booking.pay().await.expect(201);
    let body = json!({ "reservationNumber": booking.number, "paymentPrice": "much" });
    let answer = booking.customer.post("/payments", &body).await;
    assert_eq!(answer.wrong_fields(), ["#/paymentPrice"], "{answer}");
}
