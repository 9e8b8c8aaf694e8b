//! A system in which everything has happened that can happen to a booking, and that has come to rest.

use std::time::Duration;

use serde_json::json;
use system_tests::{Booking, Endpoint, Hosted, Room, Stay, begin, eventually, patience};

/// With deliveries that are tried again after two seconds.
pub(crate) const SETTLED_WITHIN: Duration = Duration::from_mins(2);

/// What happened, and where.
pub(crate) struct Past {
    pub(crate) hosted: Hosted,
    pub(crate) endpoint: Endpoint,
    /// Paid, with points and a gift.
    pub(crate) paid: Booking,
    /// Paid, for the same nights in another room.
    pub(crate) neighbour: Booking,
    /// Paid, its gift used, cancelled.
    pub(crate) refunded: Booking,
    /// Refused, and given up.
    pub(crate) declined: Booking,
}

impl Past {
    pub(crate) async fn make() -> Self {
        let hosted = Hosted::with_quick_retries_and(&[("HoldSeconds", "15")]).await;
        let later = Stay::new(10, 2);
        let (_, expired) = Booking::of(&hosted.system, 50_000, later).await;
        let (_, paid) = Booking::of(&hosted.system, 100_000, later).await;
        let (_, neighbour) = Booking::of(&hosted.system, 55_000, later).await;
        for booking in [&paid, &neighbour] {
            booking.pay().await.expect(201);
        }
        let (_, refunded) = Booking::of(&hosted.system, 80_000, later).await;
        let coupon = refunded.pay_for_coupon().await;
        refunded.customer.post(&format!("/promotions/{coupon}/redeem"), &json!({})).await.expect(200);
        refunded.cancel().await.expect(200);
        let (_, declined) = Booking::of(&hosted.system, 60_000, later).await;
        declined.pay_with("tok_declined").await.problem(402, "payment-declined");
        declined.cancel().await.expect(200);
        try_twice(&hosted).await;
        lose_answers(&hosted).await;
        defer(&hosted).await;
        book_twice(&hosted).await;
        check_out(&hosted).await;
        retire(&hosted).await;
        refunded.refund(SETTLED_WITHIN).await;
        expired.row_with(&json!({ "reserveStatus": "expired" }), SETTLED_WITHIN).await;
        let endpoint = Endpoint::at(&hosted.endpoint_url);
        Self { hosted, endpoint, paid, neighbour, refunded, declined }
    }
}

/// Two that are refused or fail, and are paid with another card.
async fn try_twice(hosted: &Hosted) {
    for (card, status, slug) in [("tok_declined", 402, "payment-declined"), ("tok_error", 503, "payment-unavailable")] {
        let (_, booking) = Booking::of(&hosted.system, 9, Stay::new(20, 1)).await;
        booking.pay_with(card).await.problem(status, slug);
        booking.pay().await.expect(201);
    }
}

/// A charge whose answer is lost, and that is settled; and one that is cancelled meanwhile.
async fn lose_answers(hosted: &Hosted) {
    let (_, settled) = Booking::of(&hosted.system, 70_000, Stay::new(20, 1)).await;
    let (_, cancelled) = Booking::of(&hosted.system, 65_000, Stay::new(20, 1)).await;
    for booking in [&settled, &cancelled] {
        booking.pay_with("tok_timeout").await.problem(503, "payment-unavailable");
    }
    cancelled.cancel().await.expect(200);
    cancelled.row_with(&json!({ "reserveStatus": "cancelled", "paymentStatus": "R" }), SETTLED_WITHIN).await;
    settled.complete_row(SETTLED_WITHIN).await;
}

/// A promotion that is granted later, and one whose payment goes back before it is.
async fn defer(hosted: &Hosted) {
    hosted.system.hold_promotions().await;
    let (_, deferred) = Booking::of(&hosted.system, 110_000, Stay::new(30, 1)).await;
    let (_, cancelled) = Booking::of(&hosted.system, 120_000, Stay::new(30, 1)).await;
    for booking in [&deferred, &cancelled] {
        booking.pay().await.expect(201);
    }
    cancelled.cancel().await.expect(200);
    cancelled.refund(SETTLED_WITHIN).await;
    assert!(hosted.system.end_faults().await);
    deferred.complete_row(SETTLED_WITHIN).await;
}

/// A room whose price changes between two stays of one customer.
async fn book_twice(hosted: &Hosted) {
    let (host, first) = Booking::of(&hosted.system, 40_000, Stay::new(20, 1)).await;
    first.pay().await.expect(201);
    host.patch(&first.room.path(), &json!({ "roomPrice": 45_000 })).await.expect(200);
    let room = Room { price: 45_000, ..first.room.clone() };
    room.sold_at_its_price(&first.customer).await;
    Booking::reserve(&first.customer, &room, Stay::new(21, 3)).await.pay().await.expect(201);
}

/// A stay that is over.
async fn check_out(hosted: &Hosted) {
    let (host, booking) = Booking::of(&hosted.system, 90_000, Stay::new(1, 3)).await;
    booking.pay().await.expect(201);
    let booking = begin(&Endpoint::at(&hosted.endpoint_url), booking).await;
    host.post(&booking.check_out_path(), &json!({})).await.expect(200);
}

/// A room that is let no more.
async fn retire(hosted: &Hosted) {
    let (host, customer) = (hosted.system.host().await, hosted.system.customer().await);
    let room = Room::on_sale(&host, &customer, 30_000).await;
    host.delete(&room.path()).await.expect(204);
    eventually("the room is gone", patience(SETTLED_WITHIN), async || {
        let answer = customer.get(&room.path()).await;
        if answer.status() == 404 { Ok(()) } else { Err(answer.to_string()) }
    })
    .await;
}
