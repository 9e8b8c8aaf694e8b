//! What operators can set: the promotion policy.

use kernel::Won;
use platform::config::{ConfigError, Lookup};

use crate::domain::{Policy, Tier};

/// Reads the policy. A wrong one stops the function at its start.
pub fn policy(lookup: &Lookup) -> Result<Policy, ConfigError> {
    let version = lookup.required("POLICY_VERSION", "a name for this policy, for example 2026-11")?;
    let divisor = lookup.parsed("POINT_DIVISOR", "won per point, a whole number from 1", 10_u64)?;
    let coupon =
        Tier { minimum: won(lookup, "COUPON_MINIMUM_WON", 100_000)?, value: won(lookup, "COUPON_VALUE_WON", 10_000)? };
    let beverage = Tier {
        minimum: won(lookup, "BEVERAGE_MINIMUM_WON", 50_000)?,
        value: won(lookup, "BEVERAGE_VALUE_WON", 5_000)?,
    };
    let invalid = |name, expected, value: u64| ConfigError::Invalid { name, expected, value: value.to_string() };
    if divisor == 0 {
        return Err(invalid("POINT_DIVISOR", "won per point, a whole number from 1", divisor));
    }
    if beverage.minimum >= coupon.minimum {
        return Err(invalid("BEVERAGE_MINIMUM_WON", "less than COUPON_MINIMUM_WON", beverage.minimum.get()));
    }
    Ok(Policy { version, divisor, coupon, beverage })
}

fn won(lookup: &Lookup, name: &'static str, default: u64) -> Result<Won, ConfigError> {
    let expected = "an amount in won, a whole number";
    let amount = lookup.parsed(name, expected, default)?;
    Won::parse(amount).map_err(|_| ConfigError::Invalid { name, expected, value: amount.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_that_makes_no_sense_stops_the_function() {
        let wrong = [
            ("POINT_DIVISOR", "0"),
            ("POINT_DIVISOR", "ten"),
            ("BEVERAGE_MINIMUM_WON", "100000"),
            ("COUPON_VALUE_WON", "-1"),
            ("POLICY_VERSION", ""),
        ];
        for (name, value) in wrong {
            let settings = [("POLICY_VERSION", "1")].into_iter().filter(|(other, _)| *other != name);
            let error = policy(&Lookup::of(settings.chain([(name, value)]))).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn the_default_is_the_seeds_policy() {
        let policy = policy(&Lookup::of([("POLICY_VERSION", "1")])).unwrap();
        assert_eq!((policy.divisor, policy.coupon.minimum.get(), policy.beverage.minimum.get()), (10, 100_000, 50_000));
    }
}
