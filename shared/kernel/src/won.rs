//! Money: whole won. The won has no minor unit in use (ISO 4217 gives KRW zero decimals).

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// An amount in won, 0 to [`Won::MAX`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Won(u64);

impl Won {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The largest amount, a trillion won: far above any price here, and exact in every JSON reader (below 2^53).
    pub const MAX: Self = Self(1_000_000_000_000);

    /// An amount from a whole number of won.
    pub const fn parse(amount: u64) -> Result<Self, WonError> {
        if amount > Self::MAX.0 { Err(WonError) } else { Ok(Self(amount)) }
    }

    /// The whole number of won.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// This amount `times` over, or nothing above [`Won::MAX`].
    pub fn checked_mul(self, times: u64) -> Option<Self> {
        self.0.checked_mul(times).and_then(|amount| Self::parse(amount).ok())
    }
}

impl Won {
    /// This amount less `other`, never below zero.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl TryFrom<u64> for Won {
    type Error = WonError;

    fn try_from(amount: u64) -> Result<Self, WonError> {
        Self::parse(amount)
    }
}

impl From<Won> for u64 {
    fn from(won: Won) -> Self {
        won.0
    }
}

impl fmt::Display for Won {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} won", self.0)
    }
}

impl JsonSchema for Won {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Won".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 0, "maximum": Self::MAX.0, "description": "An amount in won" })
    }
}

/// The amount is more than [`Won::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be at most {} won", Won::MAX.0)]
pub struct WonError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_never_leaves_the_range() {
        let price = Won::parse(100_000).unwrap();
        assert_eq!(price.checked_mul(30).map(Won::get), Some(3_000_000));
        assert_eq!(Won::MAX.checked_mul(2), None);
        assert_eq!(price.checked_mul(u64::MAX), None);
    }

    #[test]
    fn json_is_a_plain_integer_and_out_of_range_is_refused() {
        assert_eq!(serde_json::to_string(&Won::parse(9).unwrap()).unwrap(), "9");
        assert!(serde_json::from_str::<Won>("1000000000001").is_err());
        assert!(serde_json::from_str::<Won>("-1").is_err());
    }
}
