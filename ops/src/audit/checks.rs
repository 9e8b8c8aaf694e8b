//! Counts what is checked, and keeps what does not hold.

use serde::Serialize;

use super::Code;

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// Which rule.
    pub code: Code,
    /// What it is about: ids, never names. The first is where to begin.
    pub ids: Vec<String>,
    /// Versions and amounts by which it was found. A finding with others is another one: something has moved since.
    pub seen: Vec<u64>,
}

/// What was checked in one look.
#[derive(Debug, Default)]
pub struct Checks {
    made: u64,
    findings: Vec<Finding>,
}

impl Checks {
    /// Checks a rule; if it does not hold, `about` says of what, and by which versions and amounts.
    pub fn must(&mut self, code: Code, holds: bool, about: impl FnOnce() -> (Vec<String>, Vec<u64>)) {
        self.made += 1;
        if !holds {
            let (ids, seen) = about();
            self.findings.push(Finding { code, ids, seen });
        }
    }

    /// How many were made.
    pub const fn made(&self) -> u64 {
        self.made
    }

    /// What does not hold, in order, each once.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.findings.sort_unstable();
        self.findings.dedup();
        self.findings
    }
}
