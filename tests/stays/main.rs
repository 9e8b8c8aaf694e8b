//! Stays that have begun, at any hour of the day. They are begun behind the HTTP API, so these tests have a system of
//! their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::time::Duration;

use serde_json::json;
use system_tests::{Booking, Endpoint, Hosted, Persona, Room, Stay, System, begin, today, unique};

const SHOWN_WITHIN: Duration = Duration::from_secs(10);

/// A system with a reservation from tomorrow on, and the host of its room.
struct House {
    hosted: Hosted,
    host: Persona,
    booking: Booking,
}

impl House {
    async fn open() -> Self {
        let hosted = Hosted::start().await;
        let (host, customer) = (hosted.system.host().await, hosted.system.customer().await);
        let room = Room::on_sale(&host, &customer, 100_000).await;
        let booking = Booking::reserve(&customer, &room, Stay::new(1, 3)).await;
        Self { hosted, host, booking }
    }

    /// The guest has paid, and everybody knows.
    async fn paid(self) -> Self {
        self.booking.pay().await.expect(201);
        self.booking.complete_row(SHOWN_WITHIN).await;
        self
    }

    /// The guest has been there for a night.
    async fn begun(self) -> Self {
        let booking = begin(&Endpoint::at(&self.hosted.endpoint_url), self.booking).await;
        Self { booking, ..self }
    }

    const fn system(&self) -> &System {
        &self.hosted.system
    }

    async fn status(&self) -> String {
        self.booking.customer.get(&self.booking.path()).await.expect(200).str("reserveStatus")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn check_out_ends_a_stay_once_it_has_begun_and_no_sooner() {
    let house = House::open().await.paid().await;
    let path = house.booking.check_out_path();
    house.host.post(&path, &json!({})).await.problem(409, "stay-not-begun");
    let house = house.begun().await;
    let ended = house.host.post(&path, &json!({})).await.expect(200).json();
    assert_eq!(ended["reserveStatus"], "checkOut", "{ended}");
    assert_eq!(house.host.post(&path, &json!({})).await.expect(200).json(), ended);
    assert_eq!(house.booking.customer.get(&house.booking.path()).await.expect(200).json(), ended);
    let shown = json!({ "reserveStatus": "checkOut", "paymentStatus": "Y", "promotionStatus": "GRANTED" });
    house.booking.row_with(&shown, SHOWN_WITHIN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn check_out_with_a_key_is_answered_again() {
    let house = House::open().await.paid().await.begun().await;
    let (path, key) = (house.booking.check_out_path(), unique("key"));
    let first = house.host.post_once(&key, &path, &json!({})).await.expect(200);
    let again = house.host.post_once(&key, &path, &json!({})).await.expect(200);
    assert_eq!(again.header("idempotency-replayed"), Some("true"), "{again}");
    assert_eq!(again.text(), first.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn check_out_frees_the_nights_that_remain_and_no_other() {
    let house = House::open().await.paid().await.begun().await;
    let (room, other) = (&house.booking.room, house.system().customer().await);
    let from_today = room.reservation(Stay { check_in: today(), ..house.booking.stay });
    other.post("/reservations", &from_today).await.problem(409, "room-not-available");
    house.host.post(&house.booking.check_out_path(), &json!({})).await.expect(200);
    other.post("/reservations", &from_today).await.expect(201);
    let endpoint = Endpoint::at(&house.hosted.endpoint_url);
    let night = format!("NIGHT#{}#{}", room.number, house.booking.stay.check_in);
    let items = endpoint.items("local-ReservationTable").await;
    let slept = items.iter().find(|item| item["pk"]["S"] == json!(night)).expect("the night that was slept in");
    assert_eq!(slept["owner"]["S"], json!(house.booking.number), "{slept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stay_that_is_over_is_neither_paid_nor_cancelled() {
    let house = House::open().await.paid().await.begun().await;
    house.host.post(&house.booking.check_out_path(), &json!({})).await.expect(200);
    house.booking.cancel().await.problem(409, "not-cancellable");
    house.host.delete(&house.booking.path()).await.problem(409, "not-cancellable");
    house.booking.pay().await.problem(409, "not-payable");
    house.booking.complete_payment().await.problem(409, "not-payable");
    assert_eq!(house.status().await, "checkOut");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_stay_that_has_begun_is_not_cancelled() {
    let house = House::open().await.paid().await.begun().await;
    house.booking.cancel().await.problem(409, "stay-has-begun");
    house.host.delete(&house.booking.path()).await.problem(409, "stay-has-begun");
    assert_eq!(house.status().await, "paymentComp");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_whose_stay_has_begun_is_cancelled_and_never_checked_out() {
    let house = House::open().await.begun().await;
    let path = house.booking.check_out_path();
    house.host.post(&path, &json!({})).await.problem(409, "not-confirmed");
    let cancelled = house.booking.cancel().await.expect(200).json();
    assert_eq!(cancelled["refund"], json!({ "status": "NONE" }), "{cancelled}");
    house.host.post(&path, &json!({})).await.problem(409, "not-confirmed");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_rooms_host_ends_a_stay() {
    let house = House::open().await.paid().await.begun().await;
    let path = house.booking.check_out_path();
    house.system().host().await.post(&path, &json!({})).await.any_problem(404);
    for other in [&house.booking.customer, &house.system().operator().await] {
        other.post(&path, &json!({})).await.any_problem(403);
    }
    assert_eq!(house.status().await, "paymentComp");
}
