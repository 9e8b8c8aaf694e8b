//! Customers who book, pay and cancel until they are told to stop, and who remember what they were promised. Like good
//! clients, they send again what was not answered.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Booking, Persona, Room, Stay, System, patience, unique};
use tokio::{sync::watch, task::JoinSet, time::sleep};

/// How many rooms they choose from, and how many nights of each.
const ROOMS: usize = 8;
const NIGHTS: usize = 300;
/// How long they insist on an answer: longer than any function works on a request that died with it.
const INSISTING: Duration = Duration::from_mins(2);

/// What a customer was promised last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// The nights are held.
    Reserved,
    /// The stay is paid.
    Paid,
    /// It is cancelled, and what was paid goes back.
    Cancelled,
}

/// A booking with what was promised of it.
#[derive(Debug)]
pub struct Taken {
    pub booking: Booking,
    pub promise: Promise,
    /// Whether the promotion was granted in the answer to the payment.
    pub granted: bool,
}

/// What went wrong without being anybody's refusal.
#[derive(Debug, Default)]
pub struct Trouble {
    /// Payments that were answered by 500 or more.
    pub failed_payments: AtomicU64,
    /// Other requests that were, or that were not answered.
    pub failed_requests: AtomicU64,
}

/// Customers at work.
pub struct Traffic {
    stop: watch::Sender<bool>,
    customers: JoinSet<Vec<Taken>>,
    pub trouble: Arc<Trouble>,
}

impl Traffic {
    /// So many customers begin.
    pub async fn start(system: &System, customers: usize) -> Self {
        let host = system.host().await;
        let first = system.customer().await;
        let mut rooms = Vec::new();
        for _ in 0..ROOMS {
            rooms.push(Room::on_sale(&host, &first, 100_000).await);
        }
        let (stop, stopped) = watch::channel(false);
        let (rooms, next, trouble) = (Arc::new(rooms), Arc::new(AtomicUsize::new(0)), Arc::new(Trouble::default()));
        let mut all = JoinSet::new();
        for _ in 0..customers {
            let customer = Customer {
                persona: system.customer().await,
                rooms: Arc::clone(&rooms),
                next: Arc::clone(&next),
                trouble: Arc::clone(&trouble),
            };
            all.spawn(customer.book_until(stopped.clone()));
        }
        Self { stop, customers: all, trouble }
    }

    /// Lets every customer end what it is at; answers what they were promised.
    pub async fn stop(self) -> Vec<Taken> {
        self.stop.send_replace(true);
        self.customers.join_all().await.into_iter().flatten().collect()
    }
}

struct Customer {
    persona: Persona,
    rooms: Arc<Vec<Room>>,
    next: Arc<AtomicUsize>,
    trouble: Arc<Trouble>,
}

impl Customer {
    async fn book_until(self, stopped: watch::Receiver<bool>) -> Vec<Taken> {
        let mut taken = Vec::new();
        while !*stopped.borrow() {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            // Each night is wanted by two.
            let wanted = number / 2;
            let room = &self.rooms[wanted % ROOMS];
            let night = i32::try_from(1 + wanted / ROOMS % NIGHTS).expect("a day");
            taken.extend(self.book(number, room, Stay::new(night, 1)).await);
        }
        taken
    }

    /// Books one night; nothing if somebody else has it.
    async fn book(&self, number: usize, room: &Room, stay: Stay) -> Option<Taken> {
        let body = room.reservation(stay);
        let (status, answer) = self.insist(&Method::POST, "/reservations", Some(&unique("reserve")), &body).await;
        if answer["type"] == "urn:problem:room-not-available" {
            return None;
        }
        assert_eq!(status, 201, "{answer}");
        let reservation = answer["reservationNumber"].as_str().expect("a number").to_owned();
        let booking = Booking { number: reservation, customer: self.persona.clone(), room: room.clone(), stay };
        let mut taken = Taken { booking, promise: Promise::Reserved, granted: false };
        // One in ten changes its mind before, one in ten after it has paid.
        if number % 10 != 3 {
            let key = number.is_multiple_of(8).then(|| unique("pay"));
            let (status, answer) =
                self.insist(&Method::POST, &taken.booking.payment_path(), key.as_deref(), &json!({})).await;
            assert!([200, 201].contains(&status), "{answer}");
            taken.promise = Promise::Paid;
            taken.granted = answer["promotion"]["status"] == "GRANTED";
        }
        if [3, 7].contains(&(number % 10)) {
            let (status, answer) = self.insist(&Method::DELETE, &taken.booking.path(), None, &json!({})).await;
            assert_eq!(status, 200, "{answer}");
            taken.promise = Promise::Cancelled;
        }
        Some(taken)
    }

    /// Asks until there is an answer that is one.
    async fn insist(&self, method: &Method, path: &str, key: Option<&str>, body: &Value) -> (u16, Value) {
        let start = Instant::now();
        let mut seen = String::new();
        while start.elapsed() < patience(INSISTING) {
            match self.ask(method, path, key, body).await {
                Ok((status, answer)) if is_final(status, &answer) => return (status, answer),
                Ok((status, answer)) => {
                    if status >= 500 {
                        self.count(path);
                    }
                    seen = format!("{status} {answer}");
                }
                Err(error) => {
                    self.count(path);
                    seen = error.to_string();
                }
            }
            sleep(Duration::from_millis(100)).await;
        }
        panic!("{method} {path} has no answer; seen last: {seen}");
    }

    fn count(&self, path: &str) {
        let trouble = &self.trouble;
        let counter = if path.ends_with("/payment") { &trouble.failed_payments } else { &trouble.failed_requests };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    async fn ask(&self, method: &Method, path: &str, key: Option<&str>, body: &Value) -> reqwest::Result<(u16, Value)> {
        let mut request = self.persona.request(method.clone(), path);
        if *method == Method::POST {
            request = request.json(body);
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        Ok((status, serde_json::from_str(&answer.text().await?).unwrap_or_default()))
    }
}

/// Whether asking again would not change the answer.
fn is_final(status: u16, answer: &Value) -> bool {
    let is_in_progress = answer["type"].as_str().is_some_and(|kind| kind.ends_with("-in-progress"));
    status < 500 && status != 429 && !is_in_progress
}
