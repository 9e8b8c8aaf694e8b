//! What is asked for: every command and query once, the commands with an `Idempotency-Key` as well, and what follows of them.

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::{Answer, Booking, Endpoint, Persona, Room, Stay, System, begin};

use crate::counting::Costs;

const SHOWN_WITHIN: Duration = Duration::from_secs(20);

/// A host's room and a customer's bookings of it.
pub(crate) struct Story {
    host: Persona,
    customer: Persona,
    operator: Persona,
    room: Room,
    payment: String,
    /// Paid for, and in the read model.
    bookings: Vec<Booking>,
    coupons: Vec<String>,
}

/// The customer's stays: each begins on another day.
fn stay(number: i32) -> Stay {
    Stay::new(1 + 2 * number, 1)
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

impl Story {
    /// Two rooms, and reservations of one of them.
    pub(crate) async fn begin(costs: &mut Costs) -> Self {
        let system = costs.hosted.system.clone();
        let (host, customer, operator) = (system.host().await, system.customer().await, system.operator().await);
        let room = Room::plan(100_000);
        let registered = [
            ("register-room", "register-room"),
            ("outbox-relay, an event", "outbox-relay"),
            ("copy-catalogue", "copy-catalogue"),
            ("project-room-info, a room's event", "project-room-info"),
        ];
        costs.aftermath(&registered, host.post("/rooms", &room.registration())).await.expect(201);
        room.sold_at_its_price(&customer).await;
        let other = Room::plan(100_000).registration();
        costs.of("register-room, keyed", "register-room", host.post_once("a-key", "/rooms", &other)).await;

        let reserved = [
            ("reserve-room", "reserve-room"),
            ("project-room-info, a reservation's event", "project-room-info"),
            ("notify-customer", "notify-customer"),
        ];
        let first = costs.aftermath(&reserved, customer.post("/reservations", &room.reservation(stay(0)))).await;
        let body = room.reservation(stay(1));
        let second =
            costs.of("reserve-room, keyed", "reserve-room", customer.post_once("a-key", "/reservations", &body)).await;
        let booking = |answer: &Answer, number| Booking {
            number: answer.str("reservationNumber"),
            customer: customer.clone(),
            room: room.clone(),
            stay: stay(number),
        };
        let mut bookings = vec![booking(&first, 0), booking(&second, 1)];
        for number in 2..7 {
            bookings.push(Booking::reserve(&customer, &room, stay(number)).await);
        }
        Self { host, customer, operator, room, payment: String::new(), bookings, coupons: Vec::new() }
    }

    /// They are paid for: on each path, with a key and without.
    pub(crate) async fn pay(&mut self, costs: &mut Costs) {
        let [first, second, third, fourth, rest @ ..] = &self.bookings[..] else { panic!("enough of them") };
        let chain = ["pay-reservation", "charge-payment", "save-promotion"].map(|one| (one, one));
        let paid = costs.chain(&chain, first.pay()).await.json();
        self.payment = text(&paid["payment"]["paymentId"]);
        self.coupons.push(text(&paid["promotion"]["couponId"]));
        let paid = costs
            .of(
                "pay-reservation, keyed",
                "pay-reservation",
                self.customer.post_once("a-key", &second.payment_path(), &json!({})),
            )
            .await
            .json();
        self.coupons.push(text(&paid["promotion"]["couponId"]));
        let chain = ["complete-payment", "begin-payment", "confirm-payment"].map(|one| (one, one));
        costs.chain(&chain, third.complete_payment()).await;
        costs
            .of(
                "complete-payment, keyed",
                "complete-payment",
                self.customer.post_once("a-key", "/payments", &fourth.payment()),
            )
            .await;
        let asked = json!({ "paymentId": self.payment });
        let chain = ["grant-promotion", "payment-facts"].map(|one| (one, one));
        costs.chain(&chain, self.customer.post("/promotions", &asked)).await;
        costs
            .of("grant-promotion, keyed", "grant-promotion", self.customer.post_once("a-key", "/promotions", &asked))
            .await;
        for paid in [first, second, third, fourth] {
            paid.complete_row(SHOWN_WITHIN).await;
        }
        let [unheard, deferred, declined] = rest else { panic!("three more") };
        confirm_late(costs, unheard).await;
        defer(costs, deferred).await;
        let shown = [("project-room-info, a payment's event", "project-room-info")];
        costs.aftermath(&shown, declined.pay_with("tok_declined")).await.problem(402, "payment-declined");
    }

    pub(crate) async fn look(&self, costs: &mut Costs) {
        let booking = &self.bookings[0];
        let queries = [
            ("get-reservation", booking.path()),
            ("get-payment", format!("/payments/{}", self.payment)),
            ("get-promotion", format!("/promotions/{}", self.coupons[0])),
            ("get-room-info", booking.row_path()),
            ("list-room-infos", "/roomInfos".to_owned()),
            ("list-promotions", "/promotions".to_owned()),
            ("list-notices", "/notices".to_owned()),
            ("my-page", "/me".to_owned()),
            ("get-room", self.room.path()),
        ];
        for (function, path) in queries {
            costs.of(function, function, self.customer.get(&path)).await;
        }
        let kind = &self.room.kind;
        costs.of("search-rooms, a page of one room", "search-rooms", self.customer.get("/rooms?limit=1")).await;
        costs
            .of(
                "search-rooms, a page of one room of a type",
                "search-rooms",
                self.customer.get(&format!("/rooms?roomType={kind}&limit=1")),
            )
            .await;
        costs
            .of("list-room-infos, of all, this month's", "list-room-infos", self.operator.get("/roomInfos?limit=1"))
            .await;
        costs
            .of("list-promotions, of all, this month's", "list-promotions", self.operator.get("/promotions?limit=1"))
            .await;
    }

    pub(crate) async fn end(self, costs: &mut Costs) {
        let Self { host, customer, room, bookings, coupons, .. } = self;
        let redeem = |number: usize| format!("/promotions/{}/redeem", coupons[number]);
        let redeemed = [("redeem-coupon", "redeem-coupon"), ("project-room-info, a gift is used", "project-room-info")];
        costs.aftermath(&redeemed, customer.post(&redeem(0), &json!({}))).await.expect(200);
        costs.of("redeem-coupon, keyed", "redeem-coupon", customer.post_once("a-key", &redeem(1), &json!({}))).await;

        let cancelled = [
            ("cancel-reservation", "cancel-reservation"),
            ("refund-payment", "refund-payment"),
            ("revoke-promotion", "revoke-promotion"),
            ("note-refund", "note-refund"),
            ("revoke-refunded-promotion, of one revoked", "revoke-refunded-promotion"),
        ];
        costs.aftermath(&cancelled, bookings[0].cancel()).await.expect(200);

        let (host_of_stay, staying) = stay_that_has_begun(costs).await;
        let path = staying.check_out_path();
        costs.of("check-out", "check-out", host_of_stay.post(&path, &json!({}))).await;
        let (host_of_stay, staying) = stay_that_has_begun(costs).await;
        let path = staying.check_out_path();
        costs.of("check-out, keyed", "check-out", host_of_stay.post_once("a-key", &path, &json!({}))).await;

        costs.of("change-room", "change-room", host.patch(&room.path(), &json!({ "roomPrice": 1 }))).await;
        for left in &bookings[1..] {
            left.cancel().await;
        }
        let chain = ["retire-room", "close-room"].map(|one| (one, one));
        costs.chain(&chain, host.delete(&room.path())).await;
    }
}

/// A payment whose confirmation only the event brings.
async fn confirm_late(costs: &mut Costs, booking: &Booking) {
    let system = costs.hosted.system.clone();
    system.inject("confirm-payment", &json!({ "errorRate": 1 })).await;
    let confirmed = ["confirm-reservation", "note-confirmation"].map(|one| (one, one));
    costs.aftermath(&confirmed, booking.complete_payment()).await.problem(503, "payment-unavailable");
    system.mend("confirm-payment").await;
}

/// A payment whose promotion only the event brings.
async fn defer(costs: &mut Costs, booking: &Booking) {
    let system: System = costs.hosted.system.clone();
    system.inject("save-promotion", &json!({ "errorRate": 1 })).await;
    let granted = ["grant-deferred-promotion", "note-promotion"].map(|one| (one, one));
    costs.aftermath(&granted, booking.pay()).await.expect(201);
    system.mend("save-promotion").await;
}

/// A paid stay in a room of its own that can be checked out, and the room's host.
async fn stay_that_has_begun(costs: &Costs) -> (Persona, Booking) {
    let (host, customer) = (costs.hosted.system.host().await, costs.hosted.system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    let booking = Booking::reserve(&customer, &room, stay(0)).await;
    booking.pay().await.expect(201);
    booking.complete_row(SHOWN_WITHIN).await;
    (host, begin(&Endpoint::at(&costs.hosted.endpoint_url), booking).await)
}

/// A hold that ends unpaid.
pub(crate) async fn expire(costs: &mut Costs) {
    let system = costs.hosted.system.clone();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    let reservation = room.reservation(stay(0));
    let ended = [("expire-reservation", "expire-reservation")];
    costs.aftermath(&ended, customer.post("/reservations", &reservation)).await.expect(201);
}
