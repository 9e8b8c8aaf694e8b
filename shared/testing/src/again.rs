//! A delayed queue that remembers what was put back into it.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use platform::queue::{NotSent, SendAgain};

/// Remembers messages and their delays.
#[derive(Debug, Clone, Default)]
pub struct FakeDelayQueue(Arc<Mutex<Vec<(String, Duration)>>>);

impl FakeDelayQueue {
    /// What was sent, in order.
    pub fn sent(&self) -> Vec<(String, Duration)> {
        self.0.lock().unwrap().clone()
    }
}

impl SendAgain for FakeDelayQueue {
    async fn send_again(&self, body: &str, delay: Duration) -> Result<(), NotSent> {
        self.0.lock().unwrap().push((body.to_owned(), delay));
        Ok(())
    }
}
