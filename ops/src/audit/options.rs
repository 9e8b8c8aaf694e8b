//! How an audit is made.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kernel::{OpenWork, Won};
use promotion::domain::{Policy, Tier};

/// How an audit is made. By default: the seed's policy, and half a minute of patience.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long it goes on looking at what does not hold, since a live system moves while it is read; zero for one look,
    /// of which everything counts.
    pub patience: Duration,
    /// How many parts of each table are read at once.
    pub segments: u32,
    /// How long after it was due work may still be open: as long as nothing else is wrong, it counts as under way.
    pub allowance: SignedDuration,
    /// The promotion policy. Promotions of other versions are not reckoned.
    pub policy: Policy,
    /// Whether the simulated provider's ledger is compared: it is all there is, or nothing, so not where a stack once had it
    /// and now has another provider.
    pub ledger: bool,
}

impl Default for Options {
    fn default() -> Self {
        let tier = |minimum, value| Tier { minimum: won(minimum), value: won(value) };
        Self {
            patience: Duration::from_secs(30),
            segments: 4,
            allowance: SignedDuration::from_mins(10),
            policy: Policy {
                version: "1".to_owned(),
                divisor: 10,
                coupon: tier(100_000, 10_000),
                beverage: tier(50_000, 5_000),
            },
            ledger: true,
        }
    }
}

fn won(amount: u64) -> Won {
    Won::parse(amount).unwrap_or(Won::MAX)
}

impl Options {
    /// Whether this work is open for longer than allowed.
    pub fn is_overdue(&self, work: &OpenWork, now: Timestamp) -> bool {
        work.due.saturating_add(self.allowance).is_ok_and(|until| until < now)
    }
}
