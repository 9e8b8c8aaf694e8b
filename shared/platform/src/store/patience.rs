//! Trying again what somebody else was in the way of.

use std::{future::Future, time::Duration};

use super::StoreError;
use crate::random;

/// `DynamoDB` refuses a write that meets a transaction on the same item, cancels a transaction that meets another, and does
/// not wait. Fifty clients after one claim need a few rounds.
const ATTEMPTS: u32 = 8;
/// The longest wait before the second attempt; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt<T> {
    /// It came to its end.
    Done(T),
    /// Somebody else was in the way.
    Collided,
}

/// Attempts until it is done, a few times; then the item is [contended](StoreError::Contended).
pub async fn patiently<T, E, F>(attempt: impl Fn() -> F) -> Result<T, E>
where
    E: From<StoreError>,
    F: Future<Output = Result<Attempt<T>, E>>,
{
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        if let Attempt::Done(result) = attempt().await? {
            return Ok(result);
        }
        tokio::time::sleep(random::jitter(wait)).await;
        wait *= 2;
    }
    match attempt().await? {
        Attempt::Done(result) => Ok(result),
        Attempt::Collided => Err(StoreError::Contended.into()),
    }
}
