//! What functions of a world are made of.

use std::time::Duration;

use jiff::SignedDuration;
use kernel::Won;
use payment::commands::charge_payment::Earning;
use platform::breaker::{Breaker, MemoryBreaker, Rules};
use promotion::domain::{Policy, Tier};
use testing::InProcess;

/// With a breaker that never opens.
pub fn earning(promotion: InProcess) -> Earning<InProcess, MemoryBreaker> {
    let second = SignedDuration::from_secs(1);
    let rules = Rules { window: second, minimum_calls: 1_000, failure_percent: 100, pause: second, probing: second };
    let breaker = Breaker::new(MemoryBreaker::default(), rules);
    Earning { promotion, timeout: Duration::from_millis(610), breaker }
}

/// The policy that the template has by default.
pub fn policy() -> Policy {
    let won = |amount| Won::parse(amount).unwrap();
    let tier = |minimum, value| Tier { minimum: won(minimum), value: won(value) };
    Policy { version: "1".into(), divisor: 10, coupon: tier(100_000, 10_000), beverage: tier(50_000, 5_000) }
}
