//! What operators can set.

use std::time::Duration;

use platform::config::{ConfigError, Lookup};

/// How long the provider is waited for: `PROVIDER_TIMEOUT_MS`, 3,000 unless told.
pub fn provider_timeout(lookup: &Lookup) -> Result<Duration, ConfigError> {
    milliseconds(lookup, "PROVIDER_TIMEOUT_MS", 3_000)
}

/// How long promotion is waited for while somebody pays: `SAVE_PROMOTION_TIMEOUT_MS`, 610 unless told (the seed's figure).
pub fn promotion_timeout(lookup: &Lookup) -> Result<Duration, ConfigError> {
    milliseconds(lookup, "SAVE_PROMOTION_TIMEOUT_MS", 610)
}

fn milliseconds(lookup: &Lookup, name: &'static str, default: u64) -> Result<Duration, ConfigError> {
    let expected = "whole milliseconds, 1 to 10000";
    let milliseconds = lookup.parsed(name, expected, default)?;
    if (1..=10_000).contains(&milliseconds) {
        Ok(Duration::from_millis(milliseconds))
    } else {
        Err(ConfigError::Invalid { name, expected, value: milliseconds.to_string() })
    }
}
