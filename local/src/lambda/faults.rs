//! Faults that a person or a test injects into a function, and into its queue.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What goes wrong with a function's invocations, and with what is on its way to it.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Fault {
    /// Milliseconds that every invocation takes longer.
    pub latency_ms: u64,
    /// Share of invocations that fail, from 0 to 1.
    pub error_rate: f64,
    /// Share of invocations that are throttled, from 0 to 1.
    pub throttle_rate: f64,
    /// Share of messages of its queue that are deleted before the function sees them, from 0 to 1.
    pub loss_rate: f64,
}

impl Fault {
    /// Whether each of its shares is one.
    pub fn is_possible(&self) -> bool {
        [self.error_rate, self.throttle_rate, self.loss_rate].iter().all(|rate| (0.0..=1.0).contains(rate))
    }

    /// How much longer an invocation takes.
    pub fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms)
    }
}
