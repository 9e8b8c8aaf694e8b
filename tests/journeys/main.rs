//! Journeys: what customers, hosts and operators do, and what they are refused, told through the HTTP API alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod booking;
mod cancelling;
mod cards;
mod changing_rooms;
mod check_out;
mod correlation;
mod gateway;
mod gifts;
mod idempotency;
mod ids;
mod input;
mod lists;
mod my_page;
mod nights;
mod nothing_written;
mod notices;
mod order_of_refusals;
mod ownership;
mod payments;
mod promotions;
mod reservations;
mod rooms;
mod search;

use std::time::Duration;

/// How soon, at the latest, the read model shows what a command answered. How soon it does is measured in `latency`.
const SHOWN_WITHIN: Duration = Duration::from_secs(10);
