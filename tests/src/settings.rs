//! What the environment says about the system under test.

use std::{path::PathBuf, time::Duration};

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment of the tests")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The base URL of the system to test; nothing where the tests start their own.
pub(crate) fn url() -> Option<String> {
    setting("ACCOMMODATION_URL").map(|url| url.trim_end_matches('/').to_owned())
}

/// The base URL of who signs people in; nothing where the system does it itself.
pub(crate) fn identity_url() -> Option<String> {
    setting("ACCOMMODATION_IDENTITY_URL").map(|url| url.trim_end_matches('/').to_owned())
}

/// `duration`, times `ACCOMMODATION_PATIENCE` (default 1).
pub fn patience(duration: Duration) -> Duration {
    let factor = setting("ACCOMMODATION_PATIENCE")
        .map_or(1.0, |factor| factor.parse().expect("ACCOMMODATION_PATIENCE is a number, 2.5 for example"));
    duration.mul_f64(factor)
}

/// A path that a command of `tests/` finds out for the tests that it runs.
pub fn path(name: &str, command: &str) -> PathBuf {
    setting(name).map_or_else(|| panic!("{name} is not set: {command} sets it"), PathBuf::from)
}
