//! `Reserved` is the timer of a hold.

use serde_json::json;
use system_tests::Booking;

use crate::{
    SEEN_WITHIN,
    lossy::{Lossy, RESERVATIONS},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_whose_timer_is_lost_ends_and_its_night_is_free_again() {
    let system = Lossy::start_with(&[("HoldSeconds", "1")]).await;
    system.lose("expire-reservation").await;
    let booking = Booking::of_one_night(&system, 100_000).await;
    system.lost("expire-reservation", 1).await;
    let other = system.customer().await;
    let again = booking.room.reservation(booking.stay);
    other.post("/reservations", &again).await.problem(409, "room-not-available");

    system.repairs(RESERVATIONS, "holds", 1).await;
    booking.row_with(&json!({ "reserveStatus": "expired" }), SEEN_WITHIN).await;
    system.has_nothing_left().await;
    system.has_seen_nothing("expire-reservation").await;
    other.post("/reservations", &again).await.expect(201);
}
