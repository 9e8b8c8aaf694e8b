//! Faults that a person or a test injects into a function, and into its queue.

use std::time::Duration;

use platform::random;
use serde::{Deserialize, Serialize};

use crate::ids;

/// What a short invocation takes here.
const SHORT: Duration = Duration::from_millis(20);

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
    /// Milliseconds that every answer is kept back after the work is done.
    pub answer_latency_ms: u64,
    /// Share of invocations that crash in the midst of their work, from 0 to 1.
    pub crash_rate: f64,
    /// Share of messages of its queue that are deleted before the function sees them, from 0 to 1.
    pub loss_rate: f64,
}

impl Fault {
    /// Whether each of its shares is one.
    pub fn is_possible(&self) -> bool {
        [self.error_rate, self.throttle_rate, self.crash_rate, self.loss_rate]
            .iter()
            .all(|rate| (0.0..=1.0).contains(rate))
    }

    /// How much longer an invocation takes.
    pub const fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms)
    }

    /// How long its answer is kept back.
    pub const fn answer_latency(&self) -> Duration {
        Duration::from_millis(self.answer_latency_ms)
    }

    /// After how long this invocation crashes, if it does: any moment within what a short one takes.
    pub fn crash(&self) -> Option<Duration> {
        ids::chance(self.crash_rate).then(|| random::jitter(SHORT))
    }
}
