//! Faults that a person or a test injects into a function.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What goes wrong with a function's invocations.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Fault {
    /// Milliseconds that every invocation takes longer.
    pub latency_ms: u64,
    /// Share of invocations that fail, from 0 to 1.
    pub error_rate: f64,
    /// Share of invocations that are throttled, from 0 to 1.
    pub throttle_rate: f64,
}

impl Fault {
    /// How much longer an invocation takes.
    pub fn latency(&self) -> Duration {
        Duration::from_millis(self.latency_ms)
    }
}
