//! Trying again what somebody else was in the way of.

use std::{future::Future, time::Duration};

use platform::{random, store::StoreError};

/// `DynamoDB` refuses a write that meets a transaction on the same item, and does not wait. All promotions of a customer
/// in a batch meet on the customer's account.
const ATTEMPTS: u32 = 8;
/// The longest wait before the second attempt; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    /// It is written, or need not be.
    Done,
    /// Somebody else was in the way.
    Collided,
}

/// Attempts until it is done, a few times.
pub(super) async fn patiently<F>(attempt: impl Fn() -> F) -> Result<(), StoreError>
where
    F: Future<Output = Result<Attempt, StoreError>>,
{
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        if attempt().await? == Attempt::Done {
            return Ok(());
        }
        tokio::time::sleep(random::jitter(wait)).await;
        wait *= 2;
    }
    match attempt().await? {
        Attempt::Done => Ok(()),
        Attempt::Collided => Err(StoreError::Contended),
    }
}
