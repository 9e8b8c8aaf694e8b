//! A booking, followed by its correlation id through the logs of every function that had to do with it: those that are
//! named here, and no other.

use std::{collections::BTreeSet, time::Duration};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{crash::Person, logs::Logging, support::within};

/// Promotion's own policy looks after five seconds whether it has anything to do.
const HEARD_WITHIN: Duration = Duration::from_secs(20);

/// From a new room to a reservation of it.
const RESERVED: [&str; 6] =
    ["register-room", "copy-catalogue", "reserve-room", "outbox-relay", "project-room-info", "notify-customer"];

/// What follows from a payment, however it was made.
const PAID: [&str; 6] = [
    "charge-payment",
    "save-promotion",
    "confirm-reservation",
    "note-promotion",
    "note-confirmation",
    "grant-deferred-promotion",
];

/// What cancelling a paid reservation leads to.
const CANCELLED: [&str; 9] = [
    "cancel-reservation",
    "outbox-relay",
    "refund-payment",
    "revoke-promotion",
    "note-refund",
    "revoke-refunded-promotion",
    "note-promotion",
    "project-room-info",
    "notify-customer",
];

/// Waits until exactly these functions have logged the id.
async fn heard_by(logs: &Logging, correlation_id: &str, functions: &[&[&str]]) {
    let expected: BTreeSet<String> = functions.concat().into_iter().map(str::to_owned).collect();
    within(HEARD_WITHIN, || async {
        let missing = expected.difference(&logs.speaking_of(correlation_id)).next().is_some();
        (!missing).then_some(())
    })
    .await;
    assert_eq!(logs.speaking_of(correlation_id), expected);
}

async fn succeed(person: &Person, method: Method, path: &str, body: &Value) {
    let (status, answer) = person.send(method, path, body).await;
    assert!(status < 300, "{path}: {answer}");
}

#[tokio::test]
async fn a_booking_and_its_end_are_followed_by_their_ids_through_the_logs_of_all_functions() {
    let logs = Logging::start(&[]);
    let somebody = Person::at(&logs.api).await;
    let (person, id) = (somebody.correlated("a-booking"), "a-booking");
    let number = person.reserve("R-1").await;
    succeed(&person, Method::POST, &format!("/reservations/{number}/payment"), &json!({})).await;
    heard_by(&logs, id, &[&RESERVED, &["pay-reservation"], &PAID]).await;

    let (person, id) = (somebody.correlated("a-cancellation"), "a-cancellation");
    succeed(&person, Method::DELETE, &format!("/reservations/{number}"), &json!({})).await;
    heard_by(&logs, id, &[&CANCELLED]).await;

    let named = ["홍길동", "Bearer "].iter().find(|secret| logs.lines().iter().any(|line| line.0.contains(**secret)));
    assert_eq!(named, None::<&&str>, "a log names what it must not");
}

#[tokio::test]
async fn a_payment_by_number_is_followed_through_both_contexts() {
    let logs = Logging::start(&[]);
    let person = Person::at(&logs.api).await.correlated("by-number");
    let number = person.reserve("R-1").await;
    succeed(&person, Method::POST, "/payments", &json!({ "reservationNumber": number })).await;
    let synchronous = ["complete-payment", "begin-payment", "confirm-payment"];
    heard_by(&logs, "by-number", &[&RESERVED, &synchronous, &PAID]).await;
}

#[tokio::test]
async fn a_hold_is_followed_to_its_end() {
    let logs = Logging::start(&["HoldSeconds=1"]);
    Person::at(&logs.api).await.correlated("a-hold").reserve("R-1").await;
    heard_by(&logs, "a-hold", &[&RESERVED, &["expire-reservation"]]).await;
}
