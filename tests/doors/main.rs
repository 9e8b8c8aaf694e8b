//! The doors, and whether they are locked: tokens, who may do what, what a request may hold, how many there may be.
//!
//! Tests that reach into tables and keys, or use up what the gateway lets through, start systems of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod access;
mod contract;
mod cursors;
mod fields;
mod fixtures;
mod headers;
mod json;
mod queries;
mod raw;
mod rotation;
mod signing;
mod texts;
mod throttling;
mod tokens;
