//! Bad input: what is wrong, where, and all of it at once.

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Answer, Booking, Room, Stay, System};

const LARGEST_BODY: usize = 64 * 1024;

#[tokio::test]
async fn every_missing_field_is_named_at_once() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = host.post("/rooms", &json!({})).await;
    assert_eq!(room.wrong_fields(), ["#/roomName", "#/roomNumber", "#/roomPrice", "#/roomType"], "{room}");
    let reservation = customer.post("/reservations", &json!({})).await;
    assert_eq!(reservation.wrong_fields(), ["#/checkIn", "#/checkOut", "#/roomNumber"], "{reservation}");
    let payment = customer.post("/payments", &json!({})).await;
    assert_eq!(payment.wrong_fields(), ["#/reservationNumber"], "{payment}");
    let promotion = customer.post("/promotions", &json!({})).await;
    assert_eq!(promotion.wrong_fields(), ["#/paymentId"], "{promotion}");
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = json!({ "roomNumber": "a/b", "roomName": "", "roomType": [], "roomPrice": -1 });
    let room = host.post("/rooms", &room).await;
    assert_eq!(room.wrong_fields(), ["#/roomName", "#/roomNumber", "#/roomPrice", "#/roomType"], "{room}");
    let reservation = json!({ "roomNumber": null, "checkIn": "tomorrow", "checkOut": 5, "paymentPrice": "free" });
    let reservation = customer.post("/reservations", &reservation).await;
    let wrong = ["#/checkIn", "#/checkOut", "#/paymentPrice", "#/roomNumber"];
    assert_eq!(reservation.wrong_fields(), wrong, "{reservation}");
    let payment = json!({ "reservationNumber": {}, "paymentPrice": 1.5, "method": "barter" });
    let payment = customer.post("/payments", &payment).await;
    assert_eq!(payment.wrong_fields(), ["#/method", "#/paymentPrice", "#/reservationNumber"], "{payment}");
    let promotion = customer.post("/promotions", &json!({ "paymentId": "a#b", "paymentPrice": "1e5" })).await;
    assert_eq!(promotion.wrong_fields(), ["#/paymentId", "#/paymentPrice"], "{promotion}");
}

#[tokio::test]
async fn a_price_is_a_whole_number_of_won() {
    let system = System::connect();
    let host = system.host().await;
    let mut body = Room::plan(1).registration();
    for price in [
        json!(-1),
        json!(1.5),
        json!("1.5"),
        json!("-1"),
        json!("+1"),
        json!(""),
        json!("만원"),
        json!(true),
        json!(null),
        json!([1]),
        json!("1_000"),
        json!(1e30),
        json!(u64::MAX),
        json!("99999999999999999999999999"),
    ] {
        body["roomPrice"] = price.clone();
        let answer = host.post("/rooms", &body).await;
        assert_eq!(answer.status(), 422, "{price}: {answer}");
        assert_eq!(answer.wrong_fields(), ["#/roomPrice"], "{price}: {answer}");
    }
}

#[tokio::test]
async fn names_are_kept_as_people_write_them_and_trickery_is_refused() {
    let system = System::connect();
    let host = system.host().await;
    for name in ["한옥 별채 🏡", "Übernachtung \"zum Ω\"", "<b>&amp;'--"] {
        let mut body = Room::plan(1).registration();
        body["roomName"] = json!(name);
        let answer = host.post("/rooms", &body).await.expect(201);
        assert_eq!(answer.json()["roomName"], json!(name), "{answer}");
    }
    for name in ["a\nb".to_owned(), "a\0b".to_owned(), "a\u{202E}b".to_owned(), "가".repeat(10_000)] {
        let mut body = Room::plan(1).registration();
        body["roomName"] = json!(name);
        let answer = host.post("/rooms", &body).await;
        assert_eq!(answer.wrong_fields(), ["#/roomName"], "{answer}");
    }
}

#[tokio::test]
async fn the_only_method_is_card() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 10).await;
    let answer = booking.customer.post(&booking.payment_path(), &json!({ "method": "cash" })).await;
    assert_eq!(answer.wrong_fields(), ["#/method"], "{answer}");
}

#[tokio::test]
async fn what_is_not_json_is_400() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    for text in ["{", "roomNumber=1", "{\"roomNumber\": \"1\",}", "\u{FEFF}\0"] {
        host.post_text("/rooms", text).await.any_problem(400);
        customer.post_text("/reservations", text).await.any_problem(400);
        customer.post_text("/payments", text).await.any_problem(400);
        customer.post_text("/promotions", text).await.any_problem(400);
        customer.post_text("/promotions/nothing/redeem", text).await.any_problem(400);
        host.post_text("/reservations/nothing/check-out", text).await.any_problem(400);
        let change = host.request(Method::PATCH, "/rooms/nothing").body(text);
        host.send(change).await.any_problem(400);
    }
}

#[tokio::test]
async fn json_that_is_no_object_is_refused_as_the_callers_mistake() {
    let system = System::connect();
    let customer = system.customer().await;
    for body in [json!([]), json!("text"), json!(1), Value::Null] {
        let answer = customer.post("/reservations", &body).await;
        assert!([400, 422].contains(&answer.status()), "{answer}");
        answer.any_problem(answer.status());
    }
}

#[tokio::test]
async fn a_body_may_have_64_kib_and_no_more() {
    let system = System::connect();
    let host = system.host().await;
    let padded = |size: usize| {
        let mut body = Room::plan(1).registration();
        body["note"] = json!("");
        let rest = size - body.to_string().len();
        body["note"] = json!("x".repeat(rest));
        body.to_string()
    };
    host.post_text("/rooms", padded(LARGEST_BODY)).await.expect(201);
    host.post_text("/rooms", padded(LARGEST_BODY + 1)).await.any_problem(413);
}

#[tokio::test]
async fn a_deeply_nested_body_is_refused_and_does_no_harm() {
    let system = System::connect();
    let customer = system.customer().await;
    let depth = 20_000;
    let body = format!("{{\"note\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let answer = customer.post_text("/reservations", body).await;
    assert!([400, 422].contains(&answer.status()), "{answer}");
    let room = Room::plan(1);
    customer.post("/reservations", &room.reservation(Stay::new(10, 1))).await.problem(404, "room-not-found");
}

#[tokio::test]
async fn an_answer_tells_nothing_of_what_is_inside() {
    let system = System::connect();
    let customer = system.customer().await;
    let answers: [Answer; 3] = [
        customer.post_text("/reservations", "{").await,
        customer.post("/reservations", &json!({ "checkIn": 1 })).await,
        customer.get("/roomInfos?cursor=%00%FF").await,
    ];
    for answer in answers {
        for inside in ["serde", "dynamodb", "DynamoDb", ".rs", "panicked", "Lambda"] {
            assert!(!answer.text().contains(inside), "{inside}: {answer}");
        }
    }
}
