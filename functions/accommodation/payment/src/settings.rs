//! What operators can set.

use std::{ops::RangeInclusive, time::Duration};

use jiff::SignedDuration;
use platform::{
    breaker::Rules,
    config::{ConfigError, Lookup},
};

/// How long the provider is waited for: `PROVIDER_TIMEOUT_MS`, 3,000 unless told.
pub fn provider_timeout(lookup: &Lookup) -> Result<Duration, ConfigError> {
    milliseconds(lookup, "PROVIDER_TIMEOUT_MS", 3_000)
}

/// How long promotion is waited for while somebody pays: `SAVE_PROMOTION_TIMEOUT_MS`, 610 unless told (the seed's figure).
pub fn promotion_timeout(lookup: &Lookup) -> Result<Duration, ConfigError> {
    milliseconds(lookup, "SAVE_PROMOTION_TIMEOUT_MS", 610)
}

/// When the breaker before promotion opens: `BREAKER_MINIMUM_CALLS` (10 unless told) in ten seconds, of which
/// `BREAKER_FAILURE_PERCENT` (50) failed; and for how long: `BREAKER_PAUSE_MS` (5,000).
pub fn breaker(lookup: &Lookup) -> Result<Rules, ConfigError> {
    let minimum_calls = whole(lookup, "BREAKER_MINIMUM_CALLS", "a number of calls, 1 to 10000", 1..=10_000, 10)?;
    let failure_percent = whole(lookup, "BREAKER_FAILURE_PERCENT", "whole percent, 1 to 100", 1..=100, 50)?;
    let pause = whole(lookup, "BREAKER_PAUSE_MS", "whole milliseconds, 100 to 600000", 100..=600_000, 5_000)?;
    // One that is tried has its time, and that of a cold start.
    let probing = promotion_timeout(lookup)?.saturating_add(Duration::from_secs(2));
    Ok(Rules {
        window: SignedDuration::from_secs(10),
        minimum_calls,
        failure_percent,
        pause: SignedDuration::from_millis(i64::try_from(pause).unwrap_or(i64::MAX)),
        probing: SignedDuration::try_from(probing).unwrap_or(SignedDuration::MAX),
    })
}

/// How long messages have before the reconciler takes over: `RECONCILE_AFTER_SECONDS`, 300 unless told, at most a day.
pub fn reconcile_after(lookup: &Lookup) -> Result<SignedDuration, ConfigError> {
    let seconds = whole(lookup, "RECONCILE_AFTER_SECONDS", "whole seconds, 1 to 86400", 1..=86_400, 300)?;
    Ok(SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)))
}

fn milliseconds(lookup: &Lookup, name: &'static str, default: u64) -> Result<Duration, ConfigError> {
    whole(lookup, name, "whole milliseconds, 1 to 10000", 1..=10_000, default).map(Duration::from_millis)
}

fn whole(
    lookup: &Lookup,
    name: &'static str,
    expected: &'static str,
    range: RangeInclusive<u64>,
    default: u64,
) -> Result<u64, ConfigError> {
    let number = lookup.parsed(name, expected, default)?;
    if range.contains(&number) {
        Ok(number)
    } else {
        Err(ConfigError::Invalid { name, expected, value: number.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breaker_that_makes_no_sense_stops_the_function() {
        let wrong =
            [("BREAKER_MINIMUM_CALLS", "0"), ("BREAKER_FAILURE_PERCENT", "101"), ("BREAKER_PAUSE_MS", "a while")];
        for (name, value) in wrong {
            let error = breaker(&Lookup::of([(name, value)])).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
        assert_eq!(breaker(&Lookup::of::<&str, &str>([])).unwrap().minimum_calls, 10);
    }

    #[test]
    fn a_reconciler_leaves_messages_between_a_second_and_a_day() {
        assert_eq!(reconcile_after(&Lookup::of::<&str, &str>([])).unwrap().as_secs(), 300);
        assert_eq!(reconcile_after(&Lookup::of([("RECONCILE_AFTER_SECONDS", "1")])).unwrap().as_secs(), 1);
        for wrong in ["0", "86401", "-1", "soon"] {
            assert!(reconcile_after(&Lookup::of([("RECONCILE_AFTER_SECONDS", wrong)])).is_err(), "{wrong}");
        }
    }
}
