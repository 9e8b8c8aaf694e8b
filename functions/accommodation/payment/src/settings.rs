//! What operators can set.

use std::time::Duration;

use platform::config::{ConfigError, Lookup};

/// How long `charge-payment` waits for others.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For the provider: `PROVIDER_TIMEOUT_MS`, 3,000 unless told.
    pub provider: Duration,
    /// For promotion: `SAVE_PROMOTION_TIMEOUT_MS`, 610 unless told (the seed's figure).
    pub promotion: Duration,
}

/// Reads the timeouts.
pub fn timeouts(lookup: &Lookup) -> Result<Timeouts, ConfigError> {
    Ok(Timeouts {
        provider: milliseconds(lookup, "PROVIDER_TIMEOUT_MS", 3_000)?,
        promotion: milliseconds(lookup, "SAVE_PROMOTION_TIMEOUT_MS", 610)?,
    })
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
