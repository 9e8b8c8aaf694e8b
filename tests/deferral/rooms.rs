//! Room management may be down: reservations, payments and promotions go on.

use std::time::Duration;

use serde_json::json;
use system_tests::{Booking, Room, Stay};

use crate::faults::Faults;

#[tokio::test(flavor = "multi_thread")]
async fn without_room_management_customers_reserve_pay_and_earn() {
    let Some(system) = Faults::of("room management down").await else { return };
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    system.inject("register-room", &json!({ "errorRate": 1.0 })).await;
    let down = host.post("/rooms", &Room::plan(1).registration()).await;
    assert!(down.status() >= 500, "{down}");
    assert!(down.json()["message"].is_string(), "the gateway's own answer: {down}");

    let booking = Booking::reserve(&customer, &room, Stay::new(10, 1)).await;
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["promotion"]["status"], "GRANTED", "{paid}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_projector_customers_reserve_pay_and_earn_and_see_it_later() {
    let Some(system) = Faults::of("the projector down").await else { return };
    system.inject("project-room-info", &json!({ "errorRate": 1.0 })).await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["promotion"]["status"], "GRANTED", "{paid}");
    booking.customer.get(&booking.path()).await.expect(200);

    // What the projector missed comes again once it works: after the queue's visibility timeout.
    system.clear().await;
    booking.complete_row(Duration::from_mins(4)).await;
}
