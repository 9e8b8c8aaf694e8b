//! What the tests of contexts have in common: rules as given/when/then, and functions called with the very JSON that
//! AWS sends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test stops at the first surprise"
)]

mod again;
mod api;
mod callee;
#[cfg(feature = "embedded")]
pub mod embedded;
mod invoke;
mod lines;
mod queue;
mod rules;

pub use again::FakeDelayQueue;
pub use api::{Answer, Api, Person};
pub use callee::FakeCallee;
pub use invoke::{InProcess, invoke};
pub use lines::Lines;
pub use queue::{bus_event, deliver};
pub use rules::{Decided, Given, given};

use jiff::Timestamp;
use kernel::CorrelationId;
use platform::store::Cause;

/// The instant of an RFC 3339 text.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A cause at an instant.
pub fn cause(now: Timestamp) -> Cause {
    let correlation_id = CorrelationId::parse("corr-1").unwrap();
    Cause { correlation_id, causation_id: "request/1".into(), now }
}
