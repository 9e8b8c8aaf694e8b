//! The doors, and whether they are locked: tokens, who may do what, what a request may hold, how many there may be.
//!
//! Each test starts a system of its own in this process, since it reaches into tables and keys or uses up what the gateway
//! lets through.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod access;
mod contract;
mod fixtures;
mod rotation;
mod tokens;
