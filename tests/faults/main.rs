//! What is kept when things go wrong under load: processes are killed, services throttle, fail and lose answers, functions
//! crash, contexts are down. Each test breaks a system of its own, and ends with everything that was promised.
//! One after the other: each brings the machine to its limits by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]
#![allow(clippy::print_stdout, reason = "the figures of docs/reliability.md")]

mod aftermath;
mod disorder;
mod kills;
mod lateness;
mod outages;
mod process;
mod services;
mod traffic;

use tokio::sync::{Mutex, MutexGuard};

static TURN: Mutex<()> = Mutex::const_new(());

/// The right to the machine, until it is dropped.
async fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().await
}
