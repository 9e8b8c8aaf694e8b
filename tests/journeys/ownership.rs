//! A customer touches only their own: another's is as absent as what does not exist.

use serde_json::json;
use system_tests::{Booking, Persona, System, unique};

#[tokio::test]
async fn another_customers_reservation_payment_promotion_and_row_are_not_found() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let paid = booking.pay().await.expect(201).json();
    booking.complete_row(crate::SHOWN_WITHIN).await;
    let id = |part: &str, field: &str| paid[part][field].as_str().expect("an id").to_owned();

    let stranger = system.customer().await;
    for (collection, id) in [
        ("reservations", booking.number.clone()),
        ("payments", id("payment", "paymentId")),
        ("promotions", id("promotion", "couponId")),
        ("roomInfos", booking.number.clone()),
    ] {
        booking.customer.get(&format!("/{collection}/{id}")).await.expect(200);
        let foreign = stranger.get(&format!("/{collection}/{id}")).await.any_problem(404);
        let nobodys = format!("{}0000", &id[..id.len() - 4]);
        let absent = stranger.get(&format!("/{collection}/{nobodys}")).await.any_problem(404);
        assert_eq!(foreign["type"], absent["type"], "{collection}: a stranger learns that {id} exists");
        assert_eq!(foreign["title"], absent["title"], "{collection}: a stranger learns that {id} exists");
    }
}

#[tokio::test]
async fn nobody_pays_for_another_customers_reservation() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let stranger = system.customer().await;
    stranger.post(&booking.payment_path(), &json!({})).await.any_problem(404);
    stranger.post("/payments", &booking.payment()).await.any_problem(404);
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "reserve", "{reservation}");
}

#[tokio::test]
async fn nobody_asks_for_the_promotion_of_another_customers_payment() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let paid = booking.pay().await.expect(201).json();
    let command = json!({ "paymentId": paid["payment"]["paymentId"] });
    let stranger = system.customer().await;
    stranger.post("/promotions", &command).await.problem(404, "payment-not-found");
}

#[tokio::test]
async fn a_foreign_paid_reservation_is_absent_before_it_is_in_conflict() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay().await.expect(201);
    let stranger = system.customer().await;
    stranger.post(&booking.payment_path(), &json!({})).await.any_problem(404);
    let body = json!({ "reservationNumber": booking.number, "paymentPrice": 1 });
    stranger.post("/payments", &body).await.any_problem(404);
}

#[tokio::test]
async fn every_host_and_operator_reads_every_reservation_and_row() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay().await.expect(201);
    booking.complete_row(crate::SHOWN_WITHIN).await;
    for reader in [system.host().await, system.operator().await] {
        reader.get(&booking.path()).await.expect(200);
        reader.get(&booking.row_path()).await.expect(200);
    }
}

#[tokio::test]
async fn operators_read_payments_and_promotions_and_hosts_do_not() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let paid = booking.pay().await.expect(201).json();
    let id = |part: &str, field: &str| paid[part][field].as_str().expect("an id").to_owned();
    let paths =
        [format!("/payments/{}", id("payment", "paymentId")), format!("/promotions/{}", id("promotion", "couponId"))];
    let (host, operator) = (system.host().await, system.operator().await);
    for path in &paths {
        operator.get(path).await.expect(200);
        host.get(path).await.any_problem(403);
    }
}

#[tokio::test]
async fn who_is_no_customer_neither_pays_nor_asks_for_a_promotion() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let host = system.host().await;
    refused_everywhere(&host, &booking).await;
    host.post("/promotions", &json!({ "paymentId": unique("P") })).await.any_problem(403);
    refused_everywhere(&system.operator().await, &booking).await;
}

async fn refused_everywhere(person: &Persona, booking: &Booking) {
    person.post(&booking.payment_path(), &json!({})).await.any_problem(403);
    person.post("/payments", &booking.payment()).await.any_problem(403);
}
