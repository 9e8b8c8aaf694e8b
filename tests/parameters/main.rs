//! What the template's parameters change. Each test starts a system of its own in this process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod breaker;
mod expiry;
mod holds;
mod issuer;
mod overload;
mod policy;
mod provider;
mod throttling;

use std::time::Duration;

use system_tests::Hosted;

/// How soon, at the latest, the read model shows what a command answered.
const SHOWN_WITHIN: Duration = Duration::from_secs(20);

/// A system with these parameters.
async fn hosted_with(parameters: &[(&str, &str)]) -> Hosted {
    Hosted::start_with(parameters).await.unwrap_or_else(|error| panic!("{parameters:?}: {error}"))
}
