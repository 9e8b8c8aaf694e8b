//! An `Idempotency-Key` over a crash: wherever a command's function dies, the same request again comes to the end that the
//! first one would have come to, and once more is answered the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod mortal;
mod world;

use std::{future::Future, time::Duration};

use accommodation_contracts::{
    reservation::ReservationState,
    room::RoomStatus,
    samples::{reserved, room},
};
use futures::future::join_all;
use jiff::ToSpan;
use kernel::dates::korean_date;
use mortal::Moment;
use platform::{clock, store::Copied, store::Copies};
use reservation::domain::{ReservationEvent, catalogue::room_key};
use serde_json::{Value, json};
use testing::{Answer, Api, Person};
use world::World;

const CUSTOMER: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host" };

/// How long the functions have: so long a key whose request died is busy.
const PATIENCE: Duration = Duration::from_millis(700);

/// A request.
struct Command {
    name: &'static str,
    caller: Person,
    path: &'static [(&'static str, &'static str)],
    body: Value,
    /// What is announced in the end.
    announced: &'static [&'static str],
}

impl Command {
    async fn send(&self, world: &World) -> Option<Answer> {
        let api = Api::of(world.command(self.name)).with_key("key-1").within(PATIENCE);
        world.crash.run(api.post(self.caller, self.path, &self.body)).await
    }

    /// Dies at this step, and is sent again by a client that has waited.
    async fn survives(&self, world: World, step: usize, moment: Moment) {
        let place = format!("{} died at step {step}, {moment:?}", self.name);
        let before = world.announced().len();
        world.crash.plan(Some((step, moment)));
        assert_eq!(self.send(&world).await, None, "{place}");
        world.crash.plan(None);
        tokio::time::sleep(PATIENCE).await;
        let again = self.send(&world).await.unwrap();
        assert!([200, 201].contains(&again.status), "{place}: {again:?}");
        let mut once_more = self.send(&world).await.unwrap();
        assert_eq!(once_more.headers["idempotency-replayed"], "true", "{place}: {once_more:?}");
        assert_eq!((once_more.status, once_more.body.take()), (again.status, again.body), "{place}");
        let mut announced = world.announced().split_off(before);
        announced.sort_unstable();
        assert_eq!(announced, self.announced, "{place}");
        assert!(world.charges().await <= 1, "{place}: charged twice");
    }

    /// Dies at each of its steps, each time in a world of its own.
    async fn survives_everywhere<F: Future<Output = World>>(&self, prepare: impl Fn() -> F) {
        let whole = prepare().await;
        whole.crash.plan(None);
        let answer = self.send(&whole).await.unwrap();
        assert!([200, 201].contains(&answer.status), "{answer:?}");
        let steps = whole.crash.steps();
        assert!(steps > 1, "{} has {steps} steps", self.name);
        let places = (0..steps).flat_map(|step| [Moment::Before, Moment::After].map(|moment| (step, moment)));
        join_all(places.map(async |(step, moment)| self.survives(prepare().await, step, moment).await)).await;
    }
}

fn held() -> ReservationEvent {
    let hold_expires_at = clock::now() + 15.minutes();
    ReservationEvent::Reserved(Box::new(ReservationState { hold_expires_at, ..reserved() }))
}

async fn with_hold() -> World {
    World::default().with_reservation(&[held()]).await
}

#[tokio::test]
async fn a_room_is_registered_once() {
    let body = json!({ "roomNumber": "101", "roomName": "한옥", "roomType": "DELUXE", "roomPrice": 50_000 });
    let command = Command { name: "register-room", caller: HOST, path: &[], body, announced: &["RoomRegistered"] };
    command.survives_everywhere(async || World::default()).await;
}

#[tokio::test]
async fn nights_are_reserved_once() {
    let tomorrow = korean_date(clock::now()).tomorrow().unwrap();
    let body = json!({ "roomNumber": "101", "checkIn": tomorrow, "checkOut": tomorrow.tomorrow().unwrap() });
    let command = Command { name: "reserve-room", caller: CUSTOMER, path: &[], body, announced: &["Reserved"] };
    let prepare = async || {
        let world = World::default();
        let (key, status) = (room_key(&room().room_number), RoomStatus::Empty.as_str());
        world.catalogue.put(&key, status, &Copied { value: room(), version: 1 }, false).await.unwrap();
        world.reservations.set_attribute(&key, "status", status);
        world
    };
    command.survives_everywhere(prepare).await;
}

#[tokio::test]
async fn a_reservation_is_paid_once_and_earns_once() {
    let command = Command {
        name: "pay-reservation",
        caller: CUSTOMER,
        path: &[("reservationNumber", "R-1")],
        body: json!({ "cardToken": "tok_1" }),
        announced: &["PaymentCompleted", "PromotionSaved", "ReservationConfirmed"],
    };
    command.survives_everywhere(with_hold).await;
}

#[tokio::test]
async fn a_payment_is_completed_once_and_earns_once() {
    let command = Command {
        name: "complete-payment",
        caller: CUSTOMER,
        path: &[],
        body: json!({ "reservationNumber": "R-1", "paymentPrice": 100_000 }),
        announced: &["PaymentCompleted", "PromotionSaved", "ReservationConfirmed"],
    };
    command.survives_everywhere(with_hold).await;
}

#[tokio::test]
async fn a_promotion_is_granted_once() {
    let body = json!({ "paymentId": "P-1" });
    let command =
        Command { name: "grant-promotion", caller: CUSTOMER, path: &[], body, announced: &["PromotionSaved"] };
    command.survives_everywhere(async || World::default().with_payment().await).await;
}

#[tokio::test]
async fn a_gift_is_used_once() {
    let path = &[("couponId", "C-1")];
    let command =
        Command { name: "redeem-coupon", caller: CUSTOMER, path, body: json!({}), announced: &["PromotionRedeemed"] };
    command.survives_everywhere(async || World::default().with_promotion().await).await;
}

#[tokio::test]
async fn a_guest_is_checked_out_once() {
    let path = &[("reservationNumber", "R-1")];
    let command = Command { name: "check-out", caller: HOST, path, body: json!({}), announced: &["CheckedOut"] };
    let prepare = async || {
        let today = korean_date(clock::now());
        let (check_in, check_out) = (today - 1.day(), today + 2.days());
        let stay = ReservationEvent::Reserved(Box::new(ReservationState { check_in, check_out, ..reserved() }));
        World::default().with_reservation(&[stay, ReservationEvent::Confirmed]).await
    };
    command.survives_everywhere(prepare).await;
}
