//! What operators can set.

use jiff::SignedDuration;
use platform::config::{ConfigError, Lookup};

/// How old a record may get before it is parked although it may be the bus that fails: half of `RECORD_AGE_SECONDS`, the
/// age at which Lambda would give the record up and keep only a pointer to it.
pub fn patience(lookup: &Lookup) -> Result<SignedDuration, ConfigError> {
    let (name, expected) = ("RECORD_AGE_SECONDS", "whole seconds, 60 to 43200, as the stream's mapping has it");
    let seconds = lookup.parsed(name, expected, 21_600_i64)?;
    if (60..=43_200).contains(&seconds) {
        Ok(SignedDuration::from_secs(seconds / 2))
    } else {
        Err(ConfigError::Invalid { name, expected, value: seconds.to_string() })
    }
}
