//! The OpenAPI document says what the system does: every bound that it names is one that the system keeps.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod answers;
mod bounds;
mod requests;
mod variants;
