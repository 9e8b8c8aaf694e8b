//! What functions take, added up.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Amounts by function and by what is counted.
pub(crate) type Usage = BTreeMap<String, BTreeMap<String, f64>>;

/// Adds up, whoever counts.
#[derive(Debug, Default)]
pub(crate) struct Tally(Mutex<Usage>);

impl Tally {
    /// A function took so much more of this.
    pub(crate) fn add(&self, function: &str, what: &str, amount: f64) {
        let mut usage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *usage.entry(function.to_owned()).or_default().entry(what.to_owned()).or_default() += amount;
    }

    /// All that was taken so far.
    pub(crate) fn so_far(&self) -> Usage {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What was taken in between, for each of so many.
pub(crate) fn per(times: u32, before: &Usage, after: &Usage) -> Usage {
    let mut usage = after.clone();
    for (function, amounts) in &mut usage {
        for (what, amount) in &mut *amounts {
            let was = before.get(function).and_then(|amounts| amounts.get(what)).copied().unwrap_or_default();
            *amount = ((*amount - was) / f64::from(times) * 1e4).round() / 1e4;
        }
        amounts.retain(|_, amount| *amount != 0.0);
    }
    // Who was not invoked took nothing, whatever its process did.
    usage.retain(|_, amounts| amounts.contains_key("invocations"));
    usage
}

/// All of the same kind, whoever took it.
pub(crate) fn total(usage: &Usage, what: &str) -> f64 {
    usage.values().filter_map(|amounts| amounts.get(what)).sum()
}
