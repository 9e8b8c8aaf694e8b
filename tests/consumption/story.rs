//! What guests do, step by step, each of them as often as there are bookings.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use system_tests::{Booking, Endpoint, Persona, Room, Stay, begin, eventually, patience};
use tokio::time;

use crate::{
    Measured,
    tally::{Usage, per, total},
};

/// Rooms on a page of a search.
const PAGE: usize = 10;
/// Bookings before any count.
const WARM_UP: u32 = 2;
/// How long nothing must happen until a step is over.
const QUIET: Duration = Duration::from_secs(1);
/// Holds end after forty seconds.
const OVER_WITHIN: Duration = Duration::from_mins(2);

/// Guests, their rooms, and what their steps took.
pub(crate) struct Story<'a> {
    measured: &'a Measured,
    operator: Persona,
    rooms: Vec<Room>,
    host: Persona,
    steps: RefCell<BTreeMap<&'static str, Usage>>,
}

impl<'a> Story<'a> {
    /// A room for each booking.
    pub(crate) async fn begin(measured: &'a Measured, bookings: u32) -> Self {
        let (host, customer) = (measured.system.host().await, measured.system.customer().await);
        let mut rooms = Vec::new();
        for _ in 0..bookings + WARM_UP {
            rooms.push(Room::on_sale(&host, &customer, 100_000).await);
        }
        let operator = measured.system.operator().await;
        let story = Self { measured, operator, rooms, host, steps: RefCell::default() };
        story.quiet().await;
        story
    }

    /// What each step took.
    pub(crate) fn steps(self) -> BTreeMap<&'static str, Usage> {
        self.steps.into_inner()
    }

    /// Everything once, so that all processes are warm; nothing of it counts.
    pub(crate) async fn warm_up(&self) {
        self.tell(&self.rooms[..WARM_UP as usize]).await;
        self.steps.borrow_mut().clear();
    }

    /// What counts.
    pub(crate) async fn go_on(&self) {
        self.tell(&self.rooms[WARM_UP as usize..]).await;
    }

    /// A booking of two nights of each of these rooms, by a guest of its own.
    async fn tell(&self, rooms: &[Room]) {
        let bookings = u32::try_from(rooms.len()).unwrap();
        let stay = Stay::new(1, 2);
        let mut guests = Vec::new();
        for room in rooms {
            guests.push((self.measured.system.customer().await, room));
        }
        self.step("search", bookings, async {
            for (guest, _) in &guests {
                let query =
                    format!("roomType=HANOK&checkIn={}&checkOut={}&limit={PAGE}", stay.check_in, stay.check_out);
                let found = guest.get(&format!("/rooms?{query}")).await.expect(200).json();
                assert_eq!(found["items"].as_array().map(Vec::len), Some(PAGE), "{found}");
            }
        })
        .await;
        self.step("look", bookings, async {
            for (guest, room) in &guests {
                guest.get(&room.path()).await.expect(200);
            }
        })
        .await;
        let mut booked = Vec::new();
        self.step("reserve", bookings, async {
            for (guest, room) in &guests {
                booked.push(reserve(guest, room, stay).await);
            }
        })
        .await;
        let mut coupons = Vec::new();
        self.step("pay", bookings, async {
            for booking in &booked {
                let paid =
                    booking.customer.post_once("pay", &booking.payment_path(), &json!({})).await.expect(201).json();
                assert_eq!(paid["promotion"]["status"], "GRANTED", "{paid}");
                coupons.push(paid["promotion"]["couponId"].as_str().unwrap().to_owned());
            }
        })
        .await;
        self.step("my-page", bookings, async {
            for booking in &booked {
                booking.customer.get("/me").await.expect(200);
            }
        })
        .await;
        self.step("hold-timer", bookings, self.no_hold_is_left()).await;
        self.step("redeem", bookings, async {
            for (booking, coupon) in booked.iter().zip(&coupons) {
                booking
                    .customer
                    .post_once("redeem", &format!("/promotions/{coupon}/redeem"), &json!({}))
                    .await
                    .expect(200);
            }
        })
        .await;
        let staying = booked.split_off(booked.len() / 2);
        self.step("cancel", bookings / 2, async {
            for booking in &booked {
                booking.cancel().await.expect(200);
            }
        })
        .await;
        self.check_out(staying).await;
        self.step("abandon", bookings / 2, async {
            for (guest, room) in guests.iter().take(booked.len()) {
                reserve(guest, room, stay).await;
            }
            self.no_hold_is_left().await;
        })
        .await;
        self.step("reconcile", 1, async {
            for function in ["reconcile-reservations", "reconcile-payments"] {
                self.operator.post(&format!("/dev/schedules/{function}"), &json!({})).await.expect(202);
            }
        })
        .await;
    }

    async fn check_out(&self, staying: Vec<Booking>) {
        let mut begun = Vec::new();
        for booking in staying {
            begun.push(begin(&Endpoint::at(&self.measured.endpoint_url), booking).await);
        }
        self.quiet().await;
        self.step("check-out", u32::try_from(begun.len()).unwrap(), async {
            for booking in &begun {
                self.host.post_once("check-out", &booking.check_out_path(), &json!({})).await.expect(200);
            }
        })
        .await;
    }

    /// What a step takes, with all that follows of it.
    async fn step(&self, name: &'static str, times: u32, step: impl Future<Output = ()>) {
        let before = self.measured.bootstraps.usage();
        step.await;
        self.quiet().await;
        let usage = per(times, &before, &self.measured.bootstraps.usage());
        assert!(total(&usage, "invocations") > 0.0, "{name} takes nothing");
        assert_eq!(self.steps.borrow_mut().insert(name, usage), None, "{name} is measured twice");
    }

    /// Waits until nothing is under way but holds.
    async fn quiet(&self) {
        let mut seen = f64::NAN;
        eventually("nothing is under way", patience(OVER_WITHIN), async || {
            let now = total(&self.measured.bootstraps.usage(), "invocations");
            let waiting = self.waiting(|queue| !queue.contains("HoldTimer")).await;
            #[expect(clippy::float_cmp, reason = "a count")]
            let idle = now == seen && waiting == 0;
            seen = now;
            if !idle {
                time::sleep(QUIET).await;
            }
            if idle { Ok(()) } else { Err(format!("{now} invocations, {waiting} messages")) }
        })
        .await;
    }

    async fn no_hold_is_left(&self) {
        // Until a reservation's event is on its way, no timer runs.
        self.quiet().await;
        eventually("no hold is left", patience(OVER_WITHIN), async || {
            let left = self.waiting(|queue| queue.contains("HoldTimer")).await;
            if left == 0 { Ok(()) } else { Err(format!("{left} timers")) }
        })
        .await;
    }

    /// Messages in queues of these names.
    async fn waiting(&self, of: impl Fn(&str) -> bool) -> u64 {
        let queues = self.operator.get("/dev/queues").await.expect(200).json();
        let waiting = |queue: &Value| {
            ["visible", "inFlight", "delayed"].iter().map(|state| queue[state].as_u64().expect("a count")).sum::<u64>()
        };
        queues.as_object().expect("queues").iter().filter(|(name, _)| of(name)).map(|(_, queue)| waiting(queue)).sum()
    }
}

async fn reserve(guest: &Persona, room: &Room, stay: Stay) -> Booking {
    // Two guests never have the same key; one has another one for the second time.
    let key = system_tests::unique("reserve");
    let reserved = guest.post_once(&key, "/reservations", &room.reservation(stay)).await.expect(201);
    Booking { number: reserved.str("reservationNumber"), customer: guest.clone(), room: room.clone(), stay }
}
