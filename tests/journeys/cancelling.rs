//! Cancelling: the nights are free at once, the money comes back, and what it earned goes.

use std::time::Duration;

use serde_json::json;
use system_tests::{Booking, Persona, Room, Stay, System};

use crate::{SHOWN_WITHIN, ids::id_of_payment, my_page::points_become};

/// How soon, at the latest, a charge whose answer was lost is settled though nobody asks.
const SETTLED_WITHIN: Duration = Duration::from_mins(2);

/// A booking and the host of its room.
async fn of_a_host(system: &System) -> (Persona, Booking) {
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    (host, Booking::reserve(&customer, &room, Stay::new(10, 1)).await)
}

#[tokio::test]
async fn a_cancelled_hold_has_no_refund_and_cancelling_it_again_answers_the_same() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let cancelled = booking.cancel().await.expect(200).json();
    assert_eq!(cancelled["reserveStatus"], "cancelled", "{cancelled}");
    assert_eq!(cancelled["refund"], json!({ "status": "NONE" }), "{cancelled}");
    assert_eq!(booking.cancel().await.expect(200).json(), cancelled);

    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "cancelled", "{reservation}");
    let row = booking.row_with(&json!({ "reserveStatus": "cancelled" }), SHOWN_WITHIN).await;
    assert_eq!(row["paymentStatus"], "N", "{row}");
    assert!(row["refundPrice"].is_null() && row["promotionStatus"].is_null(), "nothing was paid: {row}");
}

#[tokio::test]
async fn the_nights_of_a_cancelled_reservation_are_free_at_once() {
    let system = System::connect();
    let (booking, other) = (Booking::of_one_night(&system, 100_000).await, system.customer().await);
    let same_night = booking.room.reservation(booking.stay);
    other.post("/reservations", &same_night).await.problem(409, "room-not-available");
    booking.cancel().await.expect(200);
    other.post("/reservations", &same_night).await.expect(201);
    // The night is the other one's: cancelling again does not free it.
    booking.cancel().await.expect(200);
    booking.customer.post("/reservations", &same_night).await.problem(409, "room-not-available");
}

#[tokio::test]
async fn a_reservation_is_cancelled_by_its_customer_or_the_rooms_host_and_absent_for_others() {
    let system = System::connect();
    let (host, booking) = of_a_host(&system).await;
    for stranger in [system.customer().await, system.host().await] {
        stranger.delete(&booking.path()).await.any_problem(404);
    }
    let operator = system.operator().await;
    operator.delete(&booking.path()).await.any_problem(403);
    let reservation = booking.customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "reserve", "{reservation}");

    let cancelled = host.delete(&booking.path()).await.expect(200).json();
    assert_eq!(cancelled["reserveStatus"], "cancelled", "{cancelled}");
    assert_eq!(booking.cancel().await.expect(200).json(), cancelled);
    let nothing = system.customer().await.delete("/reservations/nothing").await.any_problem(404);
    let foreign = system.customer().await.delete(&booking.path()).await.any_problem(404);
    assert_eq!(nothing["type"], foreign["type"], "a stranger learns that it exists");
}

#[tokio::test]
async fn a_cancelled_paid_stay_is_refunded_in_full_and_its_points_go_back() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let coupon = booking.pay_for_coupon().await;
    points_become(&booking.customer, 10_000).await;

    let first = booking.cancel().await.expect(200).json();
    assert_eq!(first["reserveStatus"], "cancelled", "{first}");
    let status = first["refund"]["status"].as_str();
    assert!(matches!(status, Some("PENDING" | "DONE")), "{first}");
    let refund = booking.refund(SHOWN_WITHIN).await;
    assert_eq!(refund, json!({ "status": "DONE", "refundPrice": 100_000, "deductedPrice": 0 }));

    let shown = json!({
        "reserveStatus": "cancelled",
        "paymentStatus": "R",
        "paymentPrice": 100_000,
        "refundPrice": 100_000,
        "deductedPrice": 0,
        "point": 0,
        "promotionStatus": "REVOKED",
    });
    let row = booking.row_with(&shown, SHOWN_WITHIN).await;
    let payment = format!("/payments/{}", row["paymentId"].as_str().expect("a paymentId"));
    let payment = booking.customer.get(&payment).await.expect(200).json();
    assert_eq!(payment["paymentStatus"], "R", "{payment}");
    let promotion = booking.customer.get(&format!("/promotions/{coupon}")).await.expect(200).json();
    assert_eq!((&promotion["status"], &promotion["point"]), (&json!("REVOKED"), &json!(0)), "{promotion}");
    points_become(&booking.customer, 0).await;
}

#[tokio::test]
async fn the_host_who_cancels_a_paid_stay_has_it_refunded() {
    let system = System::connect();
    let (host, booking) = of_a_host(&system).await;
    booking.pay().await.expect(201);
    host.delete(&booking.path()).await.expect(200);
    let refund = booking.refund(SHOWN_WITHIN).await;
    assert_eq!(refund["refundPrice"], json!(booking.price()), "{refund}");
    let again = host.delete(&booking.path()).await.expect(200).json();
    assert_eq!(again["refund"], refund, "{again}");
    let other = system.customer().await;
    other.post("/reservations", &booking.room.reservation(booking.stay)).await.expect(201);
}

#[tokio::test]
async fn a_cancelled_reservation_is_not_payable_and_nothing_is_charged() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.cancel().await.expect(200);
    booking.pay().await.problem(409, "reservation-cancelled");
    booking.complete_payment().await.problem(409, "reservation-cancelled");

    let payment_id = id_of_payment(&system, &booking).await;
    let payment = booking.customer.get(&format!("/payments/{payment_id}")).await;
    assert!(payment.status() == 404 || payment.expect(200).json()["paymentStatus"] == "N", "nothing is charged");
    let row = booking.row_with(&json!({ "reserveStatus": "cancelled" }), SHOWN_WITHIN).await;
    assert_eq!(row["paymentStatus"], "N", "{row}");
    points_become(&booking.customer, 0).await;
}

#[tokio::test]
async fn a_stay_cancelled_while_its_charge_is_unanswered_is_refunded_without_anybody_asking() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");
    let cancelled = booking.cancel().await.expect(200).json();
    assert_eq!(cancelled["refund"]["status"], "PENDING", "the card may have been charged: {cancelled}");
    let other = system.customer().await;
    other.post("/reservations", &booking.room.reservation(booking.stay)).await.expect(201);
    // What nobody comes back for is settled by a delayed message.
    let shown = json!({ "reserveStatus": "cancelled", "paymentStatus": "R", "refundPrice": 100_000 });
    booking.row_with(&shown, SETTLED_WITHIN).await;
    let refund = booking.refund(SHOWN_WITHIN).await;
    assert_eq!(refund, json!({ "status": "DONE", "refundPrice": 100_000, "deductedPrice": 0 }));
    points_become(&booking.customer, 0).await;
}

#[tokio::test]
async fn a_refunded_stay_is_not_paid_again() {
    let system = System::connect();
    let booking = Booking::of_one_night(&system, 100_000).await;
    let coupon = booking.pay_for_coupon().await;
    booking.cancel().await.expect(200);
    let refund = booking.refund(SHOWN_WITHIN).await;
    booking.pay().await.problem(409, "reservation-cancelled");
    assert_eq!(booking.refund(SHOWN_WITHIN).await, refund, "refunded once");
    let payment_id = id_of_payment(&system, &booking).await;
    let asked = booking.customer.post("/promotions", &json!({ "paymentId": payment_id })).await;
    asked.problem(409, "payment-not-completed");
    let promotion = booking.customer.get(&format!("/promotions/{coupon}")).await.expect(200).json();
    assert_eq!(promotion["status"], "REVOKED", "{promotion}");
}
