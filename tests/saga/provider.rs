//! The provider: one verdict per key, and one refund.

use std::collections::BTreeMap;

use payment::provider::Verdict;

/// What the provider knows.
#[derive(Debug, Default)]
pub struct Ledger {
    verdicts: BTreeMap<u32, Verdict>,
    refunds: BTreeMap<u32, u64>,
}

impl Ledger {
    /// Charges an attempt; the first verdict stays.
    pub fn charge(&mut self, attempt: u32, declined: bool) -> Verdict {
        let verdict = if declined { Verdict::Declined } else { Verdict::Approved };
        *self.verdicts.entry(attempt).or_insert(verdict)
    }

    /// What became of an attempt.
    pub fn find(&self, attempt: u32) -> Option<Verdict> {
        self.verdicts.get(&attempt).copied()
    }

    /// Pays back; the first refund stays.
    pub fn refund(&mut self, attempt: u32, amount: u64) {
        self.refunds.entry(attempt).or_insert(amount);
    }

    /// How many attempts brought money.
    pub fn charges(&self) -> usize {
        self.verdicts.values().filter(|verdict| **verdict == Verdict::Approved).count()
    }

    /// How much went back.
    pub fn refunded(&self) -> u64 {
        self.refunds.values().sum()
    }
}
