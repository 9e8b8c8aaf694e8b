//! What is kept when things go wrong under load: processes are killed, services throttle, fail and lose answers, functions
//! crash, contexts are down. Each test breaks a system of its own, and ends with everything that was promised.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod aftermath;
mod disorder;
mod kills;
mod lateness;
mod outages;
mod process;
mod services;
mod traffic;
