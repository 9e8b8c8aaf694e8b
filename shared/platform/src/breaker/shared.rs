//! What all instances of a function know of a breaker together.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;

use super::state::{Position, Tally, Transition, Window};
use crate::store::StoreError;

/// A breaker as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Whether calls are made.
    pub position: Position,
    /// What was counted in the newest window.
    pub window: Window,
}

impl Default for Found {
    fn default() -> Self {
        Self { position: Position::Closed, window: Window { start: Timestamp::UNIX_EPOCH, counted: Tally::default() } }
    }
}

/// Keeps a breaker for all instances.
///
/// An implementation MUST make a [`Transition`] in one atomic step from the position that is there, or not at all: of any
/// number of instances that want to open it, to try, to close, exactly one does. It MUST NOT retry for long: a caller waits.
pub trait SharedBreaker: Clone + Send + Sync + 'static {
    /// How it stands. May be some moments old.
    fn read(&self) -> impl Future<Output = Result<Found, StoreError>> + Send;

    /// Counts calls into the window that begins then, and says how it stands after that. Calls may be counted twice, or be
    /// lost, where an answer is.
    fn count(&self, window: Timestamp, calls: Tally) -> impl Future<Output = Result<Found, StoreError>> + Send;

    /// Makes a transition; false if it does not apply. Closing forgets what was counted.
    fn change(&self, transition: &Transition, now: Timestamp) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// A breaker in memory, for tests. Clones are the same breaker.
#[derive(Debug, Clone, Default)]
pub struct MemoryBreaker(Arc<Mutex<Found>>);

impl SharedBreaker for MemoryBreaker {
    async fn read(&self) -> Result<Found, StoreError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    async fn count(&self, window: Timestamp, calls: Tally) -> Result<Found, StoreError> {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.window = found.window.plus(window, calls);
        Ok(found.clone())
    }

    async fn change(&self, transition: &Transition, now: Timestamp) -> Result<bool, StoreError> {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(position) = transition.from(&found.position, now) else { return Ok(false) };
        if position == Position::Closed {
            found.window.counted = Tally::default();
        }
        found.position = position;
        Ok(true)
    }
}
