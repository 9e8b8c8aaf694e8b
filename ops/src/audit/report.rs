//! What an audit has found.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use super::{Code, Finding};

/// What is left lying, and may be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Leftovers {
    /// Idempotency keys whose request died: they are busy past their end.
    pub dead_keys: u64,
    /// Leases that have ended, and are not cleaned up.
    pub ended_leases: u64,
    /// Circuit breakers that are open.
    pub open_breakers: Vec<String>,
    /// Queues with messages, and how many: not those of dead letters.
    pub queues: BTreeMap<String, u64>,
}

/// What an audit has found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How often it looked.
    pub looks: u32,
    /// How many items of each kind were read in the last look.
    pub read: BTreeMap<String, u64>,
    /// How many checks were made in the last look.
    pub checks: u64,
    /// What is left lying, and may be.
    pub leftovers: Leftovers,
    pub(super) findings: Vec<Finding>,
}

impl Report {
    /// What does not hold, and did not in the look before, in the order of the rules.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Whether everything holds.
    pub const fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// The rules that do not hold, each once.
    pub fn codes(&self) -> Vec<Code> {
        let mut codes: Vec<Code> = self.findings.iter().map(|finding| finding.code).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// Ids of a finding that are written in a summary; `--json` has all.
const SHOWN: usize = 20;

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, count) in &self.read {
            writeln!(f, "{kind:<28} {count:>10}")?;
        }
        let Leftovers { dead_keys, ended_leases, open_breakers, queues } = &self.leftovers;
        writeln!(f, "{:<28} {dead_keys:>10}", "keys of dead requests")?;
        writeln!(f, "{:<28} {ended_leases:>10}", "leases that have ended")?;
        for breaker in open_breakers {
            writeln!(f, "{:<28} {:>10}", format!("breaker of {breaker}"), "open")?;
        }
        for (queue, depth) in queues {
            writeln!(f, "{:<28} {depth:>10}", format!("in {queue}"))?;
        }
        for code in self.codes() {
            let of_it = || self.findings.iter().filter(move |finding| finding.code == code);
            writeln!(f, "\n{} ({}): {}", code.word(), of_it().count(), code.rule())?;
            for finding in of_it().take(SHOWN) {
                writeln!(f, "  {} {:?}", finding.ids.join(" "), finding.seen)?;
            }
        }
        let (looks, checks, found) = (self.looks, self.checks, self.findings.len());
        writeln!(f, "\n{checks} checks, {looks} looks, {found} findings")
    }
}
