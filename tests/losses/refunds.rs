//! What brings the money of a cancelled reservation back, and who hears of it.

use serde_json::json;
use system_tests::{Booking, System};

use crate::{
    SEEN_WITHIN,
    lossy::{Lossy, PAYMENTS, RESERVATIONS},
};

/// A stay that is paid for.
async fn paid(system: &System) -> Booking {
    let booking = Booking::of_one_night(system, 100_000).await;
    booking.pay().await.expect(201);
    booking.complete_row(SEEN_WITHIN).await;
    booking
}

/// Waits until all of the money went back, and with it what it had earned.
async fn refunded(booking: &Booking) {
    let refund = booking.refund(SEEN_WITHIN).await;
    assert_eq!(refund, json!({ "status": "DONE", "refundPrice": 100_000, "deductedPrice": 0 }));
    let row = json!({ "reserveStatus": "cancelled", "paymentStatus": "R", "promotionStatus": "REVOKED", "point": 0 });
    booking.row_with(&row, SEEN_WITHIN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_nobody_was_asked_for_is_asked_for_again() {
    let system = Lossy::start().await;
    let booking = paid(&system).await;
    system.lose("refund-payment").await;
    booking.cancel().await.expect(200);
    system.lost("refund-payment", 1).await;

    system.mend("refund-payment").await;
    system.repairs(RESERVATIONS, "refunds", 1).await;
    refunded(&booking).await;
    system.has_nothing_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_money_whose_refund_nobody_was_asked_for_goes_back() {
    let system = Lossy::start().await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.lose("refund-payment").await;
    booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");
    booking.cancel().await.expect(200);
    system.lost("refund-payment", 1).await;
    // The charge turns out to be approved, and its reservation rejects it.
    system.repairs(PAYMENTS, "charges", 1).await;
    system.lost("refund-payment", 2).await;

    system.mend("refund-payment").await;
    system.repairs(RESERVATIONS, "refunds", 1).await;
    let refund = booking.refund(SEEN_WITHIN).await;
    assert_eq!(refund["refundPrice"], 100_000, "{refund}");
    booking.row_with(&json!({ "reserveStatus": "cancelled", "paymentStatus": "R" }), SEEN_WITHIN).await;
    system.has_nothing_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_its_reservation_never_heard_of_is_noted() {
    let system = Lossy::start().await;
    let booking = paid(&system).await;
    system.lose("note-refund").await;
    booking.cancel().await.expect(200);
    system.lost("note-refund", 1).await;
    let pending = booking.cancel().await.expect(200).json();
    assert_eq!(pending["refund"]["status"], "PENDING", "{pending}");

    system.mend("note-refund").await;
    system.repairs(RESERVATIONS, "refunds", 1).await;
    refunded(&booking).await;
    system.has_nothing_left().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_that_never_heard_of_the_refund_is_revoked_all_the_same() {
    let system = Lossy::start().await;
    let booking = paid(&system).await;
    system.lose("revoke-refunded-promotion").await;
    booking.cancel().await.expect(200);
    system.lost("revoke-refunded-promotion", 1).await;
    refunded(&booking).await;
    system.has_nothing_left().await;
    system.has_seen_nothing("revoke-refunded-promotion").await;
}
