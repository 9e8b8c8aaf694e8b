//! What holds when many ask for the same thing at the same moment. Apart from the journeys, which count milliseconds.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod nights;
mod payments;
mod promotions;

use futures::future::join_all;
use serde_json::Value;
use system_tests::{Answer, Persona};

/// How many ask at once.
const CROWD: usize = 50;

/// The answers to one request, sent by everybody of a crowd at once.
async fn all_at_once(crowd: impl Iterator<Item = (Persona, String, Value)>) -> Vec<Answer> {
    join_all(crowd.map(|(person, path, body)| async move { person.post(&path, &body).await })).await
}

/// The same request of one person, again and again at once.
async fn crowd_of(person: &Persona, path: &str, body: &Value) -> Vec<Answer> {
    all_at_once((0..CROWD).map(|_| (person.clone(), path.to_owned(), body.clone()))).await
}

/// How many answers have a status.
fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status() == status).count()
}

/// The statuses with how often each came, for messages.
fn summary(answers: &[Answer]) -> String {
    let mut statuses: Vec<u16> = answers.iter().map(Answer::status).collect();
    statuses.sort_unstable();
    let parts = statuses.chunk_by(|a, b| a == b).map(|same| format!("{} × {}", same.len(), same[0]));
    parts.collect::<Vec<_>>().join(", ")
}
