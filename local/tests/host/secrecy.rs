//! What people are called, what they pay with and what they sign in with is in no log line, at no level.

use std::{collections::BTreeSet, time::Duration};

use jiff::{ToSpan, tz::Offset};
use platform::telemetry::LIBRARIES;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::{logs::Logging, support::within};

/// What only the host has, and no function.
const HOST_ONLY: &str = "axum=info,dynoxide=error,tower_http=info";
/// How soon the last of what is looked for has happened.
const HAPPENED_WITHIN: Duration = Duration::from_secs(30);
/// For how long functions are listened to after that.
const LATE: Duration = Duration::from_secs(3);

const HOST: &str = "숙박왕 Quokka";
const CUSTOMER: &str = "김비밀 Axolotl";
const GUEST: &str = "박손님 Capybara";
const E_MAIL: &str = "axolotl@private.example.com";
const ROOM: &str = "비밀의 방 Okapi";
const APPROVED: &str = "tok_4242424242424242";
const CARDS: [&str; 4] = [APPROVED, "tok_declined", "tok_error", "tok_timeout"];
const KEY: &str = "key-5d1c0ffee";
const HOST_ID: &str = "sub-7e57ab1e";
const CUSTOMER_ID: &str = "sub-ca11ab1e";

/// The system, and everything that was said in confidence.
struct Confidant {
    logs: Logging,
    http: Client,
    secrets: BTreeSet<String>,
}

impl Confidant {
    fn start() -> Self {
        let secrets =
            [HOST, HOST_ID, CUSTOMER, CUSTOMER_ID, GUEST, E_MAIL, ROOM, KEY, "Bearer "].into_iter().chain(CARDS);
        let words = [HOST, CUSTOMER, GUEST, ROOM].into_iter().flat_map(str::split_whitespace);
        let secrets = secrets.chain(words.filter(|word| word.len() > 4)).map(str::to_owned).collect();
        let http = Client::builder().no_proxy().build().unwrap();
        // As a function logs whose level is TRACE.
        let loudest = format!("trace,{LIBRARIES},{HOST_ONLY}");
        Self { logs: Logging::at(&loudest, &["ReconcileAfterSeconds=5"]), http, secrets }
    }

    /// A token; each part of it is a secret.
    async fn token(&mut self, sub: &str, name: &str, groups: &[&str]) -> String {
        let profile = json!({ "sub": sub, "name": name, "groups": groups });
        let answer = self.http.post(format!("{}/dev/token", self.logs.api)).json(&profile).send().await.unwrap();
        let answer: Value = answer.json().await.unwrap();
        let token = answer["token"].as_str().unwrap().to_owned();
        self.secrets.extend(token.split('.').map(|part| part[..part.len().min(40)].to_owned()));
        token
    }

    async fn send(&self, token: &str, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let request = self.http.request(method, format!("{}{path}", self.logs.api)).bearer_auth(token);
        let answer = request.header("idempotency-key", KEY).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> (u16, Value) {
        // Each request has a key of its own, which all begin alike.
        let request = self.http.post(format!("{}{path}", self.logs.api)).bearer_auth(token);
        let key = format!("{KEY}-{}", platform::random::id());
        let answer = request.header("idempotency-key", key).json(body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap_or_default())
    }

    async fn reserve(&self, token: &str, day: i32, guest: &Value) -> String {
        let check_in = Offset::constant(9).to_datetime(platform::clock::now()).date() + day.days();
        let mut body = json!({ "roomNumber": "R-1", "checkIn": check_in, "checkOut": check_in + 1.day() });
        body.as_object_mut().unwrap().extend(guest.as_object().unwrap().clone());
        let reserved = within(HAPPENED_WITHIN, || async {
            let (status, answer) = self.post(token, "/reservations", &body).await;
            (status == 201).then_some(answer)
        });
        reserved.await["reservationNumber"].as_str().unwrap().to_owned()
    }

    async fn fault(&self, fault: &Value) {
        let answer = self.http.post(format!("{}/dev/faults", self.logs.api)).json(fault).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{fault}");
    }

    /// The secrets that a line names, with the line.
    fn betrayed(&self) -> Vec<String> {
        let lines = self.logs.lines();
        let named = |secret: &String| {
            let line = lines.iter().find(|line| line.0.contains(secret.as_str()))?;
            Some(format!("{secret}: {}", line.0))
        };
        self.secrets.iter().filter_map(named).collect()
    }

    fn says(&self, message: &str) -> bool {
        self.logs.lines().iter().any(|line| line.0.contains(message))
    }
}

#[tokio::test]
async fn no_name_no_card_and_no_token_is_in_the_logs_of_a_story() {
    let mut story = Confidant::start();
    let host = story.token(HOST_ID, HOST, &["host"]).await;
    let customer = story.token(CUSTOMER_ID, CUSTOMER, &["customer"]).await;
    let room = json!({ "roomNumber": "R-1", "roomName": ROOM, "roomType": ROOM, "roomPrice": 100_000 });
    assert_eq!(story.post(&host, "/rooms", &room).await.0, 201);
    let renamed = json!({ "roomName": format!("{ROOM}!") });
    assert_eq!(story.send(&host, Method::PATCH, "/rooms/R-1", &renamed).await.0, 200);

    // Booked by the customer and by the host for a guest; paid, declined, failed, lost; cancelled.
    let guest = json!({ "customerId": E_MAIL, "customerName": GUEST });
    let by_host = story.reserve(&host, 40, &guest).await;
    let mut numbers = Vec::new();
    for (day, card) in (10..).zip(CARDS) {
        let number = story.reserve(&customer, day, &json!({ "customerName": CUSTOMER })).await;
        let body = json!({ "method": "card", "cardToken": card });
        let (status, answer) = story.post(&customer, &format!("/reservations/{number}/payment"), &body).await;
        assert!([201, 402, 503].contains(&status), "{card}: {answer}");
        numbers.push(number);
    }
    // By the other route, for a stay that begins today; its promotion asked for again, and used; and the guest wants to leave.
    let today = story.reserve(&customer, 0, &json!({})).await;
    let body = json!({ "reservationNumber": today, "cardToken": APPROVED });
    let (status, paid) = story.post(&customer, "/payments", &body).await;
    assert_eq!(status, 201, "{paid}");
    let (status, promotion) = story.post(&customer, "/promotions", &json!({ "paymentId": paid["paymentId"] })).await;
    assert!([200, 201].contains(&status), "{promotion}");
    let redeem = format!("/promotions/{}/redeem", promotion["couponId"].as_str().unwrap());
    assert_eq!(story.post(&customer, &redeem, &json!({})).await.0, 200);
    // Stays begin in the afternoon.
    let left = story.post(&host, &format!("/reservations/{today}/check-out"), &json!({})).await;
    assert!([200, 409].contains(&left.0), "{left:?}");

    // What is refused, and what nobody understands.
    for body in
        [json!({ "roomNumber": GUEST, "customerName": format!("{CUSTOMER}\n") }), json!([CUSTOMER]), json!(E_MAIL)]
    {
        let (status, answer) = story.post(&customer, "/reservations", &body).await;
        assert!([400, 422].contains(&status), "{answer}");
    }
    assert_eq!(story.post(&host, "/rooms", &room).await.0, 409);
    assert_eq!(story.send("a.b.c", Method::GET, "/me", &json!({})).await.0, 401);
    let paths = ["/me", "/notices", "/promotions", "/roomInfos?limit=1", "/rooms", "/rooms/R-1", "/nowhere"];
    for path in paths {
        story.send(&customer, Method::GET, path, &json!({})).await;
        story.send(&host, Method::GET, path, &json!({})).await;
    }
    let query = format!("/roomInfos?customerId={E_MAIL}&cursor={CUSTOMER}");
    assert_eq!(story.send(&customer, Method::GET, &query, &json!({})).await.0, 422);
    let query = format!("/roomInfos?customerId={E_MAIL}");
    assert_eq!(story.send(&customer, Method::GET, &query, &json!({})).await.0, 403);

    // What goes wrong behind us is logged with its cause.
    for fault in [json!({ "conflictRate": 0.5 }), json!({ "throttleRate": 0.5 }), json!({ "lostAnswerRate": 0.5 })] {
        let mut fault = fault;
        fault["service"] = json!("dynamodb");
        story.fault(&fault).await;
        for number in numbers.iter().chain([&by_host]) {
            story.post(&customer, &format!("/reservations/{number}/payment"), &json!({ "cardToken": APPROVED })).await;
            story.send(&customer, Method::GET, "/me", &json!({})).await;
        }
    }
    story.fault(&json!({ "service": "dynamodb" })).await;
    story.fault(&json!({ "function": "notify-customer", "errorRate": 0.5 })).await;
    for number in &numbers {
        story.send(&customer, Method::DELETE, &format!("/reservations/{number}"), &json!({})).await;
    }
    story.send(&host, Method::DELETE, &format!("/reservations/{by_host}"), &json!({})).await;

    // The lines are there: those of each function that had to do with it, debug lines among them.
    let functions = ["charge-payment", "notify-customer", "project-room-info", "refund-payment", "settle-payment"];
    within(HAPPENED_WITHIN, || async {
        let silent = functions.iter().find(|function| !story.says(&format!("function=\"{function}\"")));
        silent.is_none().then_some(())
    })
    .await;
    assert!(story.says("answered") && story.says(" WARN "), "{} lines", story.logs.lines().len());
    // And what is said late.
    sleep(LATE).await;
    assert_eq!(story.betrayed(), Vec::<String>::new());
}
