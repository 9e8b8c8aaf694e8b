//! One booking, followed by its correlation id through the logs of every function that had to do with it.

use std::{
    io::{BufRead, BufReader},
    sync::{Arc, Mutex},
    thread,
};

use reqwest::Method;
use serde_json::json;

use crate::{
    crash::Person,
    process::{spawn_logging, whole_system},
    support::eventually,
};

const BOOKING: &str = "booking-to-be-followed";

/// Every function between the payment and the row, the notice and the notes that follow from it.
const CHAIN: [&str; 9] = [
    "pay-reservation",
    "charge-payment",
    "save-promotion",
    "outbox-relay",
    "confirm-reservation",
    "project-room-info",
    "notify-customer",
    "note-promotion",
    "note-confirmation",
];

#[tokio::test]
async fn a_booking_is_followed_by_its_id_through_the_logs_of_all_functions() {
    let data = tempfile::tempdir().unwrap();
    let (mut process, api) = spawn_logging(&whole_system(), data.path());
    let stderr = process.stderr();
    let lines = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&lines);
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            kept.lock().unwrap().push(line);
        }
    });
    let person = Person::at(&api).await;
    let number = person.reserve("R-1").await;
    let path = format!("/reservations/{number}/payment");
    let (status, paid) = person.correlated(BOOKING).send(Method::POST, &path, &json!({})).await;
    assert_eq!(status, 201, "{paid}");
    let speaks = |function: &str, lines: &[String]| {
        lines.iter().any(|line| line.contains(&format!("function=\"{function}\"")) && line.contains(BOOKING))
    };
    eventually(|| async {
        let lines = lines.lock().unwrap();
        CHAIN.iter().all(|function| speaks(function, &lines)).then_some(())
    })
    .await;
    let lines = lines.lock().unwrap();
    let named = ["홍길동", "Bearer "].iter().find(|secret| lines.iter().any(|line| line.contains(**secret)));
    assert_eq!(named, None::<&&str>, "a log names what it must not");
}
