//! Paying: on the reservation's own path and on `POST /payments`, once.

use serde_json::json;
use system_tests::{Booking, System, unique};

#[tokio::test]
async fn complete_payment_pays_the_whole_booking_with_numbers_as_strings() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let body = json!({
        "reservationNumber": booking.number, "paymentPrice": "100000", "method": "card", "cardToken": "tok_visa",
    });
    let paid = booking.customer.post("/payments", &body).await.expect(201);
    let answer = paid.json();
    assert_eq!(answer["reservationNumber"], json!(booking.number), "{paid}");
    assert_eq!(answer["paymentPrice"], 100_000, "{paid}");
    assert_eq!(answer["paymentStatus"], "Y", "{paid}");
    assert_eq!(answer["promotion"]["status"], "GRANTED", "{paid}");
    assert_eq!(answer["promotion"]["point"], 10_000, "{paid}");
    assert_eq!(answer["promotion"]["service"], "DISCOUNT COUPON", "{paid}");
    let path = format!("/payments/{}", paid.str("paymentId"));
    assert_eq!(paid.header("location"), Some(path.as_str()), "{paid}");

    let row = booking.complete_row(crate::SHOWN_WITHIN).await;
    assert_eq!(row["reserveStatus"], "paymentComp", "{row}");
    assert_eq!(row["paymentId"], answer["paymentId"], "{row}");
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "paymentComp", "{reservation}");
}

#[tokio::test]
async fn a_payment_of_another_price_is_refused_and_charges_nothing() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    for price in [json!(99_999), json!("100001"), json!(0)] {
        let body = json!({ "reservationNumber": booking.number, "paymentPrice": price });
        booking.customer.post("/payments", &body).await.problem(409, "price-mismatch");
    }
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "reserve", "{reservation}");
    booking.complete_payment().await.expect(201);
}

#[tokio::test]
async fn paying_twice_on_the_reservation_answers_the_same_again() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 70_000).await;
    let first = booking.pay().await.expect(201);
    let second = booking.pay().await.expect(200);
    assert_eq!(first.json(), second.json());
}

#[tokio::test]
async fn paying_twice_on_payments_answers_the_same_again() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 70_000).await;
    let first = booking.complete_payment().await.expect(201);
    let second = booking.complete_payment().await.expect(200);
    assert_eq!(first.json(), second.json());
}

#[tokio::test]
async fn a_reservation_has_one_payment_whichever_way_it_is_paid() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 70_000).await;
    let first = booking.pay().await.expect(201).json();
    let second = booking.complete_payment().await.expect(200).json();
    assert_eq!(first["payment"]["paymentId"], second["paymentId"], "{second}");
    assert_eq!(first["promotion"], second["promotion"]);

    let booking = Booking::of_one_night(&system, 70_000).await;
    let first = booking.complete_payment().await.expect(201).json();
    let second = booking.pay().await.expect(200).json();
    assert_eq!(first["paymentId"], second["payment"]["paymentId"], "{second}");
    assert_eq!(second["reservation"]["reserveStatus"], "paymentComp", "{second}");
}

#[tokio::test]
async fn the_location_of_a_payment_can_be_read() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 70_000).await;
    let paid = booking.pay().await.expect(201);
    let location = paid.header("location").unwrap_or_else(|| panic!("no Location: {paid}"));
    booking.customer.get(location).await.expect(200);
}

#[tokio::test]
async fn a_payment_without_a_body_is_by_card() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 70_000).await;
    booking.customer.post_text(&booking.payment_path(), "").await.expect(201);
}

#[tokio::test]
async fn an_unknown_reservation_cannot_be_paid() {
    let system = System::connect();
    let customer = system.customer().await;
    for nowhere in [unique("R"), unique("N")] {
        customer.post(&format!("/reservations/{nowhere}/payment"), &json!({})).await.any_problem(404);
        customer.post("/payments", &json!({ "reservationNumber": nowhere })).await.any_problem(404);
    }
}
