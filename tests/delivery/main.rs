//! Every consumer gets an event at least once and in any order: what it makes of them is the same each time. These
//! tests reach behind the HTTP API, to tables and queues, so each starts a system of its own in this process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod bookings;
mod correlation;
mod events;
mod order;
mod queues;
mod read_model;
mod redelivery;
