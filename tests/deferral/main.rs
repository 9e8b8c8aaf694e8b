//! What a customer keeps when a function is slow, fails or is overloaded. Each test breaks a system of its own; against
//! a given one they run one after the other, and only where faults can be injected, which is in the local system.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod facts;
mod faults;
mod promotion;
mod rooms;

use std::time::Duration;

/// How soon, at the latest, the read model shows what a command answered.
const SHOWN_WITHIN: Duration = Duration::from_secs(20);
