//! What the tests of the rules begin with, beside the samples of the contracts.

use accommodation_contracts::samples;
use kernel::Won;

use super::{Policy, PromotionEvent, Tier};

/// The seed's policy.
pub fn policy() -> Policy {
    let tier = |minimum, value| Tier { minimum: Won::parse(minimum).unwrap(), value: Won::parse(value).unwrap() };
    Policy { version: "1".into(), divisor: 10, coupon: tier(100_000, 10_000), beverage: tier(50_000, 5_000) }
}

/// What the sample's payment earns under it.
pub fn saved() -> PromotionEvent {
    PromotionEvent::Saved(Box::new(samples::promotion()))
}
