//! What operators do, with the command line that they use, on a system of each test's own in this process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod dead_letters;
mod parked;
mod past;
mod rebuild;
