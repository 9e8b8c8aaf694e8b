//! What becomes of a hold that nobody pays.

use serde_json::json;
use system_tests::{Booking, Room, Stay, System, eventually, now, patience};

use crate::{SHOWN_WITHIN, hosted_with};

/// Waits until the booking is expired.
async fn expired(booking: &Booking) {
    eventually("the hold is expired", patience(SHOWN_WITHIN), async || {
        let answer = booking.customer.get(&booking.path()).await.expect(200);
        let end = answer.str("holdExpiresAt").parse().expect("RFC 3339");
        match answer.str("reserveStatus").as_str() {
            "expired" if now() < end => panic!("expired early: {answer}"),
            "expired" => Ok(()),
            _ => Err(answer.to_string()),
        }
    })
    .await;
}

async fn expired_booking(system: &System) -> Booking {
    let booking = Booking::of_one_night(system, 100_000).await;
    expired(&booking).await;
    booking
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_hold_expires_and_its_night_is_free_again() {
    let hosted = hosted_with(&[("HoldSeconds", "2")]).await;
    let booking = expired_booking(&hosted.system).await;
    let row = booking.row_with(&json!({ "reserveStatus": "expired" }), SHOWN_WITHIN).await;
    assert_eq!(row["paymentStatus"], "N", "{row}");
    assert!(row["promotionStatus"].is_null() && row["refundPrice"].is_null(), "{row}");

    let other = hosted.system.customer().await;
    other.post("/reservations", &booking.room.reservation(booking.stay)).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_hold_is_neither_paid_nor_cancelled_nor_checked_out() {
    let hosted = hosted_with(&[("HoldSeconds", "2")]).await;
    let (host, customer) = (hosted.system.host().await, hosted.system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    let booking = Booking::reserve(&customer, &room, Stay::new(10, 1)).await;
    expired(&booking).await;
    booking.pay().await.problem(409, "hold-expired");
    booking.complete_payment().await.problem(409, "hold-expired");
    booking.cancel().await.problem(409, "not-cancellable");
    host.delete(&booking.path()).await.problem(409, "not-cancellable");
    host.post(&booking.check_out_path(), &json!({})).await.problem(409, "not-confirmed");
    let reservation = customer.get(&booking.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "expired", "{reservation}");
    let row = booking.row_with(&json!({ "reserveStatus": "expired" }), SHOWN_WITHIN).await;
    assert_eq!(row["paymentStatus"], "N", "nothing is charged: {row}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_hold_keeps_no_room_from_being_retired() {
    let hosted = hosted_with(&[("HoldSeconds", "2")]).await;
    let (host, customer) = (hosted.system.host().await, hosted.system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    let booking = Booking::reserve(&customer, &room, Stay::new(10, 1)).await;
    host.delete(&room.path()).await.problem(409, "room-has-reservations");
    expired(&booking).await;
    host.delete(&room.path()).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_hold_is_told_once() {
    let hosted = hosted_with(&[("HoldSeconds", "2")]).await;
    let booking = expired_booking(&hosted.system).await;
    eventually("the customer is told", patience(SHOWN_WITHIN), async || {
        let notices = booking.customer.get("/notices").await.expect(200).json();
        let items = notices["items"].as_array().cloned().unwrap_or_default();
        let expired = items.iter().filter(|notice| notice["kind"] == "ReservationExpired").count();
        if expired == 1 && items.len() == 2 { Ok(()) } else { Err(notices.to_string()) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_reservation_never_expires() {
    let hosted = hosted_with(&[("HoldSeconds", "5")]).await;
    let (paid, unpaid) =
        (Booking::of_one_night(&hosted.system, 100_000).await, Booking::of_one_night(&hosted.system, 100_000).await);
    paid.pay().await.expect(201);
    // The other hold, made later, has its turn after this one had.
    expired(&unpaid).await;
    let reservation = paid.customer.get(&paid.path()).await.expect(200).json();
    assert_eq!(reservation["reserveStatus"], "paymentComp", "{reservation}");
}
