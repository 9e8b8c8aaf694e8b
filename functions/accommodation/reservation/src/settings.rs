//! What operators can set.

use jiff::SignedDuration;
use platform::config::{ConfigError, Lookup};

/// How long nights are held unpaid: `HOLD_SECONDS`, 1 to 900 (the longest delay of a queue's message, which is the
/// timer of the hold).
pub fn hold(lookup: &Lookup) -> Result<SignedDuration, ConfigError> {
    let (name, expected) = ("HOLD_SECONDS", "whole seconds, 1 to 900");
    let seconds = lookup.parsed(name, expected, 900_u32)?;
    if (1..=900).contains(&seconds) {
        Ok(SignedDuration::from_secs(i64::from(seconds)))
    } else {
        Err(ConfigError::Invalid { name, expected, value: seconds.to_string() })
    }
}

/// How long timers and messages have before the reconciler takes over: `RECONCILE_AFTER_SECONDS`, 300 unless told, at most
/// a day.
pub fn reconcile_after(lookup: &Lookup) -> Result<SignedDuration, ConfigError> {
    let (name, expected) = ("RECONCILE_AFTER_SECONDS", "whole seconds, 1 to 86400");
    let seconds = lookup.parsed(name, expected, 300_u32)?;
    if (1..=86_400).contains(&seconds) {
        Ok(SignedDuration::from_secs(i64::from(seconds)))
    } else {
        Err(ConfigError::Invalid { name, expected, value: seconds.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_fits_into_the_longest_delay_of_a_message() {
        assert_eq!(hold(&Lookup::of([("HOLD_SECONDS", "900")])).unwrap().as_secs(), 900);
        for wrong in ["0", "901", "-1", "soon"] {
            assert!(hold(&Lookup::of([("HOLD_SECONDS", wrong)])).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_reconciler_leaves_messages_between_a_second_and_a_day() {
        assert_eq!(reconcile_after(&Lookup::of([("", "")])).unwrap().as_secs(), 300);
        assert_eq!(reconcile_after(&Lookup::of([("RECONCILE_AFTER_SECONDS", "1")])).unwrap().as_secs(), 1);
        for wrong in ["0", "86401", "-1", "soon"] {
            assert!(reconcile_after(&Lookup::of([("RECONCILE_AFTER_SECONDS", wrong)])).is_err(), "{wrong}");
        }
    }
}
