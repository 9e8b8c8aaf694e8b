//! The main path: reserve, pay, earn points and a gift, see it on My Page.

use jiff::Timestamp;
use serde_json::{Value, json};
use system_tests::{Booking, Room, Stay, System, now};

use crate::SHOWN_WITHIN;

#[tokio::test]
async fn from_100_000_won_on_the_gift_is_a_discount_coupon() {
    books(100_000, 10_000, json!("DISCOUNT COUPON")).await;
}

#[tokio::test]
async fn one_won_below_100_000_the_gift_is_a_beverage() {
    books(99_999, 9_999, json!("BEVERAGE")).await;
}

#[tokio::test]
async fn from_50_000_won_on_the_gift_is_a_beverage() {
    books(50_000, 5_000, json!("BEVERAGE")).await;
}

#[tokio::test]
async fn one_won_below_50_000_there_are_points_and_no_gift() {
    books(49_999, 4_999, Value::Null).await;
}

#[tokio::test]
async fn below_10_won_a_promotion_has_no_points() {
    books(9, 0, Value::Null).await;
}

async fn books(price: u64, point: u64, service: Value) {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, price).await;
    let customer = &booking.customer;

    let paid = booking.pay().await.expect(201);
    let answer = paid.json();
    let (payment, promotion) = (&answer["payment"], &answer["promotion"]);
    assert_eq!(answer["reservation"]["reservationNumber"], json!(booking.number), "{paid}");
    assert_eq!(answer["reservation"]["reserveStatus"], "paymentComp", "{paid}");
    assert_eq!(payment["reservationNumber"], json!(booking.number), "{paid}");
    assert_eq!(payment["paymentPrice"], json!(price), "{paid}");
    assert_eq!(payment["paymentStatus"], "Y", "{paid}");
    assert_eq!(promotion["status"], "GRANTED", "{paid}");
    assert_eq!(promotion["point"], json!(point), "{paid}");
    assert_eq!(promotion["service"], service, "{paid}");

    let mut row = booking.complete_row(SHOWN_WITHIN).await;
    let updated: Timestamp = row["updatedAt"].as_str().and_then(|at| at.parse().ok()).expect("updatedAt, RFC 3339");
    assert!(now().duration_since(updated).as_secs().abs() < 60, "{row}");
    row.as_object_mut().expect("a row").remove("updatedAt");
    let expected = json!({
        "reservationNumber": booking.number,
        "roomNumber": booking.room.number,
        "roomName": booking.room.name,
        "roomType": booking.room.kind,
        "checkIn": booking.stay.check_in,
        "checkOut": booking.stay.check_out,
        "customerId": customer.id,
        "customerName": customer.name,
        "reserveStatus": "paymentComp",
        "paymentId": payment["paymentId"],
        "paymentPrice": price,
        "paymentStatus": "Y",
        "refundPrice": null,
        "deductedPrice": null,
        "couponId": promotion["couponId"],
        "point": point,
        "service": service,
        "promotionStatus": "GRANTED",
    });
    assert_eq!(row, expected);

    let reservation = customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "paymentComp", "{reservation}");
    assert_eq!(reservation["paymentPrice"], json!(price), "{reservation}");

    let payment_path = format!("/payments/{}", payment["paymentId"].as_str().expect("a paymentId"));
    let payment = customer.get(&payment_path).await.expect(200).json();
    assert_eq!(payment["paymentStatus"], "Y", "{payment}");
    assert_eq!(payment["reservationNumber"], json!(booking.number), "{payment}");
    assert_eq!(payment["paymentPrice"], json!(price), "{payment}");

    let promotion_path = format!("/promotions/{}", promotion["couponId"].as_str().expect("a couponId"));
    let promotion = customer.get(&promotion_path).await.expect(200).json();
    assert_eq!(promotion["status"], "GRANTED", "{promotion}");
    assert_eq!(promotion["point"], json!(point), "{promotion}");
    assert_eq!(promotion["service"], service, "{promotion}");
    assert_eq!(promotion["paymentId"], payment["paymentId"], "{promotion}");
    assert_eq!(promotion["customerId"], json!(customer.id), "{promotion}");
}

#[tokio::test]
async fn a_reservation_is_a_hold_in_the_read_model_until_it_is_paid() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 70_000).await;
    let row = booking.row_with(&json!({ "reserveStatus": "reserve" }), SHOWN_WITHIN).await;
    for absent in ["couponId", "point", "service", "promotionStatus"] {
        assert!(row[absent].is_null(), "{absent} before anything is paid: {row}");
    }
    assert_ne!(row["paymentStatus"], "Y", "{row}");
}

#[tokio::test]
async fn the_price_of_a_stay_is_its_nights_times_the_price_of_the_room() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 33_333).await;
    let booking = Booking::reserve(&customer, &room, Stay::new(10, 3)).await;
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["payment"]["paymentPrice"], 99_999, "{paid}");
    assert_eq!(paid["promotion"]["point"], 9_999, "{paid}");
}
