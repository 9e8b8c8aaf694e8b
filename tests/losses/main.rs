//! Every kind of message is lost on purpose, once each, and the reconcilers repair what it leaves. Seen through the HTTP API
//! and the host's own routes alone; each test breaks a system of its own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod charges;
mod completions;
mod holds;
mod lossy;
mod refunds;

use std::time::Duration;

/// How soon, at the latest, something is to be seen once it can be.
const SEEN_WITHIN: Duration = Duration::from_secs(30);
