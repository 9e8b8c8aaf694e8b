//! What is refused has changed nothing: the same with good fields then finds everything as it was.

use serde_json::{Value, json};
use system_tests::{Answer, Booking, Room, Stay, System};

/// Asserts that a field was refused.
fn refused(answer: &Answer, field: &str) {
    assert_eq!(answer.wrong_fields(), [format!("#/{field}")], "{answer}");
}

/// `body` with another value in one field.
fn with(body: &Value, field: &str, value: Value) -> Value {
    let mut body = body.clone();
    body[field] = value;
    body
}

#[tokio::test]
async fn a_refused_room_is_not_registered() {
    let system = System::connect();
    let host = system.host().await;
    let good = Room::plan(50_000).registration();
    for (field, value) in [("roomName", json!("")), ("roomType", json!(false)), ("roomPrice", json!("a lot"))] {
        refused(&host.post("/rooms", &with(&good, field, value)).await, field);
    }
    system.customer().await.post("/rooms", &good).await.any_problem(403);
    host.post("/rooms", &good).await.expect(201);
}

#[tokio::test]
async fn a_refused_reservation_holds_no_night() {
    let system = System::connect();
    let (host, customer, other) = (system.host().await, system.customer().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 50_000).await;
    let stay = Stay::new(10, 2);
    let good = room.reservation(stay);
    for (field, value) in [("checkIn", json!("soon")), ("checkOut", json!([])), ("paymentPrice", json!("1e5"))] {
        refused(&customer.post("/reservations", &with(&good, field, value)).await, field);
    }
    let dearer = with(&good, "paymentPrice", json!(1));
    customer.post("/reservations", &dearer).await.problem(409, "price-changed");
    let anothers = with(&good, "customerId", json!(other.id));
    customer.post("/reservations", &anothers).await.any_problem(403);
    Booking::reserve(&other, &room, stay).await;
    let list = customer.get("/roomInfos").await.expect(200).json();
    assert_eq!(list["items"], json!([]), "{list}");
}

#[tokio::test]
async fn a_refused_payment_is_no_attempt() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 50_000).await;
    let customer = &booking.customer;
    for (field, value) in [("method", json!("cash")), ("cardToken", json!({}))] {
        refused(&customer.post(&booking.payment_path(), &json!({ field: value })).await, field);
        refused(&customer.post("/payments", &with(&booking.payment(), field, value)).await, field);
    }
    let cheaper = with(&booking.payment(), "paymentPrice", json!(1));
    customer.post("/payments", &cheaper).await.problem(409, "price-mismatch");
    customer.post_text("/payments", "{").await.any_problem(400);

    let paid = booking.complete_payment().await.expect(201);
    let payment = customer.get(&format!("/payments/{}", paid.str("paymentId"))).await.expect(200).json();
    assert_eq!(payment["attempt"], 1, "{payment}");
}

#[tokio::test]
async fn a_refused_question_for_a_promotion_leaves_it_as_it_is() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 49_999).await;
    let paid = booking.pay().await.expect(201).json();
    let path = format!("/promotions/{}", paid["promotion"]["couponId"].as_str().expect("a couponId"));
    let before = booking.customer.get(&path).await.expect(200).json();
    let good = json!({ "paymentId": paid["payment"]["paymentId"], "paymentPrice": 49_999 });
    for price in [json!("much"), json!(-1), json!(1.5)] {
        let answer = booking.customer.post("/promotions", &with(&good, "paymentPrice", price)).await;
        refused(&answer, "paymentPrice");
    }
    let dearer = with(&good, "paymentPrice", json!(100_000));
    booking.customer.post("/promotions", &dearer).await.problem(409, "price-mismatch");
    assert_eq!(booking.customer.get(&path).await.expect(200).json(), before);
}
