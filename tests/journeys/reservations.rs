//! Reserving: what a hold says, and which reservations are refused.

use jiff::{Timestamp, ToSpan};
use serde_json::json;
use system_tests::{Room, Stay, System, now, today};

#[tokio::test]
async fn a_reservation_is_answered_with_its_hold_price_and_location() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 40_000).await;
    let stay = Stay::new(10, 2);

    let before = now();
    let answer = customer.post("/reservations", &room.reservation(stay)).await.expect(201);
    let number = answer.str("reservationNumber");
    assert_eq!(answer.header("location"), Some(format!("/reservations/{number}").as_str()), "{answer}");

    let body = answer.json();
    assert_eq!(body["reserveStatus"], "reserve", "{answer}");
    assert_eq!(body["paymentPrice"], 80_000, "{answer}");
    assert_eq!(body["roomNumber"], json!(room.number), "{answer}");
    assert_eq!(body["checkIn"], json!(stay.check_in), "{answer}");
    assert_eq!(body["checkOut"], json!(stay.check_out), "{answer}");
    assert_eq!(body["customerId"], json!(customer.id), "{answer}");
    assert_eq!(body["customerName"], json!(customer.name), "{answer}");
    let hold: Timestamp = answer.str("holdExpiresAt").parse().expect("RFC 3339");
    // A minute either way for clocks that differ.
    assert!(hold > before - 1.minute() && hold <= now() + 16.minutes(), "{answer}");

    let read = customer.get(&format!("/reservations/{number}")).await.expect(200);
    assert_eq!(read.json(), body, "{read}");
}

#[tokio::test]
async fn a_price_that_the_customer_saw_must_still_be_the_price() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 40_000).await;
    let mut body = room.reservation(Stay::new(10, 2));
    body["paymentPrice"] = json!(40_000);
    customer.post("/reservations", &body).await.problem(409, "price-changed");
    body["paymentPrice"] = json!("80000");
    customer.post("/reservations", &body).await.expect(201);
}

#[tokio::test]
async fn an_unknown_room_is_not_found() {
    let system = System::connect();
    let customer = system.customer().await;
    let nowhere = Room::plan(1).reservation(Stay::new(10, 1));
    customer.post("/reservations", &nowhere).await.problem(404, "room-not-found");
}

#[tokio::test]
async fn a_stay_has_1_to_30_nights_is_not_in_the_past_and_at_most_a_year_ahead() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 40_000).await;
    for (what, stay) in [
        ("no night", Stay::new(10, 0)),
        ("backwards", Stay::new(10, -1)),
        ("31 nights", Stay::new(10, 31)),
        ("yesterday", Stay::new(-1, 3)),
        ("more than a year ahead", Stay::new(370, 1)),
    ] {
        let answer = customer.post("/reservations", &room.reservation(stay)).await;
        let wrong = answer.wrong_fields();
        let dates = wrong.iter().all(|pointer| pointer == "#/checkIn" || pointer == "#/checkOut");
        assert!(dates && !wrong.is_empty(), "{what}: {answer}");
    }
    for (what, stay) in [("30 nights", Stay::new(20, 30)), ("tonight", Stay::new(0, 1)), ("far", Stay::new(330, 1))] {
        let answer = customer.post("/reservations", &room.reservation(stay)).await;
        assert_eq!(answer.status(), 201, "{what}: {answer}");
    }
}

#[tokio::test]
async fn no_stay_begins_on_a_date_that_does_not_exist() {
    let system = System::connect();
    let customer = system.customer().await;
    let mut body = Room::plan(1).reservation(Stay::new(10, 1));
    body["checkIn"] = json!(format!("{}-02-30", today().year() + 1));
    let answer = customer.post("/reservations", &body).await;
    assert_eq!(answer.wrong_fields(), ["#/checkIn"], "{answer}");
}

#[tokio::test]
async fn a_host_reserves_in_the_name_of_a_customer_who_then_pays() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 60_000).await;
    let mut body = room.reservation(Stay::new(10, 1));
    let nameless = host.post("/reservations", &body).await;
    assert_eq!(nameless.wrong_fields(), ["#/customerId", "#/customerName"], "{nameless}");

    body["customerId"] = json!(customer.id);
    body["customerName"] = json!("박손님");
    let number = host.post("/reservations", &body).await.expect(201).str("reservationNumber");
    let reservation = customer.get(&format!("/reservations/{number}")).await.expect(200).json();
    assert_eq!(reservation["customerName"], "박손님", "{reservation}");
    customer.post(&format!("/reservations/{number}/payment"), &json!({})).await.expect(201);
}

#[tokio::test]
async fn a_customer_may_name_nobody_but_themselves() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 60_000).await;
    let mut body = room.reservation(Stay::new(10, 1));
    body["customerId"] = json!(customer.id);
    customer.post("/reservations", &body).await.expect(201);
    body["customerId"] = json!(host.id);
    customer.post("/reservations", &body).await.any_problem(403);
}
