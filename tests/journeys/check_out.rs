//! Check-out by the room's host, and what is refused before and after a stay has begun.

use serde_json::json;
use system_tests::{Booking, Persona, Room, Stay, System, has_begun};

use crate::SHOWN_WITHIN;

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

#[tokio::test]
async fn a_hold_is_cancelled_whatever_the_time_of_day_is() {
    let system = System::connect();
    let (_, booking) = booking(&system, Stay::new(0, 2)).await;
    let cancelled = booking.cancel().await.expect(200).json();
    assert_eq!(cancelled["refund"], json!({ "status": "NONE" }), "{cancelled}");
}

#[tokio::test]
async fn from_15_00_on_a_stay_of_today_is_checked_out_and_before_it_has_not_begun() {
    let system = System::connect();
    let (host, booking) = booking(&system, Stay::new(0, 3)).await;
    booking.pay().await.expect(201);
    // The clock may strike between our look at it and the system's.
    let begun = has_begun(booking.stay);
    let answer = host.post(&booking.check_out_path(), &json!({})).await;
    if answer.status() != 200 {
        assert!(!begun, "{answer}");
        answer.problem(409, "stay-not-begun");
        return;
    }
    assert!(has_begun(booking.stay), "{answer}");
    let ended = answer.json();
    assert_eq!(ended["reserveStatus"], "checkOut", "{ended}");
    let again = host.post(&booking.check_out_path(), &json!({})).await.expect(200).json();
    assert_eq!(again, ended);

    booking.cancel().await.problem(409, "not-cancellable");
    booking.pay().await.problem(409, "not-payable");
    let other = system.customer().await;
    other.post("/reservations", &booking.room.reservation(Stay::new(1, 2))).await.expect(201);
    let shown = json!({ "reserveStatus": "checkOut", "paymentStatus": "Y", "promotionStatus": "GRANTED" });
    booking.row_with(&shown, SHOWN_WITHIN).await;
}

#[tokio::test]
async fn from_15_00_on_a_paid_stay_of_today_is_not_cancelled_and_before_it_is() {
    let system = System::connect();
    let (host, booking) = booking(&system, Stay::new(0, 1)).await;
    booking.pay().await.expect(201);
    let begun = has_begun(booking.stay);
    let answer = booking.cancel().await;
    if answer.status() == 200 {
        assert!(!begun, "{answer}");
        let refund = booking.refund(SHOWN_WITHIN).await;
        assert_eq!(refund["refundPrice"], json!(booking.price()), "{refund}");
        return;
    }
    assert!(has_begun(booking.stay), "{answer}");
    answer.problem(409, "stay-has-begun");
    host.delete(&booking.path()).await.problem(409, "stay-has-begun");
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "paymentComp", "{reservation}");
}
