//! Check-out by the room's host, and what is refused before a stay has begun. Of stays that have begun tells `stays`.

use serde_json::json;
use system_tests::{Booking, Persona, Room, Stay, System};

/// A booking and the host of its room.
async fn booking(system: &System, stay: Stay) -> (Persona, Booking) {
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    (host, Booking::reserve(&customer, &room, stay).await)
}

#[tokio::test]
async fn nobody_is_checked_out_before_the_stay_begins() {
    let system = System::connect();
    let (host, booking) = booking(&system, Stay::new(10, 1)).await;
    booking.pay().await.expect(201);
    host.post(&booking.check_out_path(), &json!({})).await.problem(409, "stay-not-begun");
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "paymentComp", "{reservation}");
}

#[tokio::test]
async fn an_unpaid_or_cancelled_reservation_has_no_check_out() {
    let system = System::connect();
    let (host, booking) = booking(&system, Stay::new(0, 1)).await;
    host.post(&booking.check_out_path(), &json!({})).await.problem(409, "not-confirmed");
    booking.cancel().await.expect(200);
    host.post(&booking.check_out_path(), &json!({})).await.problem(409, "not-confirmed");
}

#[tokio::test]
async fn only_the_rooms_host_checks_out() {
    let system = System::connect();
    let (host, booking) = booking(&system, Stay::new(10, 1)).await;
    booking.pay().await.expect(201);
    let (path, body) = (booking.check_out_path(), json!({}));
    system.host().await.post(&path, &body).await.any_problem(404);
    for other in [&booking.customer, &system.operator().await] {
        other.post(&path, &body).await.any_problem(403);
    }
    host.post("/reservations/nothing/check-out", &body).await.any_problem(404);
}
