//! No night is sold twice: a stay is the half-open range of its nights.

use serde_json::json;
use system_tests::{Booking, Room, Stay, System};

#[tokio::test]
async fn stays_that_share_a_night_are_refused_and_the_night_is_named() {
    let system = System::connect();
    let (host, customer, other) = (system.host().await, system.customer().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 50_000).await;
    let taken = Booking::reserve(&customer, &room, Stay::new(20, 3)).await.stay;

    for (from, nights) in [(20, 3), (19, 2), (22, 2), (21, 1), (19, 5)] {
        let stay = Stay::new(from, nights);
        let answer = other.post("/reservations", &room.reservation(stay)).await;
        answer.problem(409, "room-not-available");
        let shared = stay.check_in.max(taken.check_in);
        assert!(answer.text().contains(&shared.to_string()), "{shared} is not named: {answer}");
    }
}

#[tokio::test]
async fn stays_that_only_touch_are_both_sold() {
    let system = System::connect();
    let (host, customer, other) = (system.host().await, system.customer().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 50_000).await;
    for (person, from) in [(&customer, 20), (&other, 17), (&other, 23)] {
        Booking::reserve(person, &room, Stay::new(from, 3)).await;
    }
}

#[tokio::test]
async fn a_refused_stay_keeps_none_of_its_free_nights() {
    let system = System::connect();
    let (host, customer, other) = (system.host().await, system.customer().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 50_000).await;
    Booking::reserve(&customer, &room, Stay::new(20, 1)).await;
    let across = room.reservation(Stay::new(18, 5));
    other.post("/reservations", &across).await.problem(409, "room-not-available");
    Booking::reserve(&other, &room, Stay::new(18, 2)).await;
    Booking::reserve(&other, &room, Stay::new(21, 2)).await;
}

#[tokio::test]
async fn a_paid_night_stays_sold() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 50_000).await;
    booking.pay().await.expect(201);
    let other = system.customer().await;
    let answer = other.post("/reservations", &booking.room.reservation(booking.stay)).await;
    let problem = answer.problem(409, "room-not-available");
    assert_ne!(problem["customerId"], json!(booking.customer.id), "who has the night is nobody's business: {answer}");
    assert!(!answer.text().contains(&booking.number), "nor is the reservation: {answer}");
}

#[tokio::test]
async fn the_same_night_in_two_rooms_is_sold_twice() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    for _ in 0..2 {
        let room = Room::on_sale(&host, &customer, 50_000).await;
        Booking::reserve(&customer, &room, Stay::new(20, 1)).await;
    }
}
