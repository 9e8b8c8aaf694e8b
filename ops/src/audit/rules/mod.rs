//! The rules that span items, one file per group.

mod leftovers;
mod money;
mod nights;
mod notices;
mod promotions;
mod provider;
mod read_model;
#[cfg(test)]
mod tests;

use super::{
    Code, Options,
    checks::Checks,
    facts::{Facts, Family, Source},
};

/// Checks all of them.
pub fn check(facts: &mut Facts<'_>) {
    let mut checks = std::mem::take(&mut facts.checks);
    nights::check_overlaps(facts, &mut checks);
    read_model::check_rooms(facts, &mut checks);
    read_model::check_accounts(facts, &mut checks);
    let has_ledger = facts.options.ledger && facts.families.values().any(|family| !family.charges.is_empty());
    for (stem, family) in &facts.families {
        let mut case = Case { stem, family, facts, checks: &mut checks };
        nights::check(&mut case);
        money::check(&mut case);
        if has_ledger {
            provider::check(&mut case);
        }
        promotions::check(&mut case);
        read_model::check(&mut case);
        notices::check(&mut case);
        leftovers::check(&mut case);
    }
    facts.checks = checks;
}

/// One family that is checked.
struct Case<'a> {
    stem: &'a str,
    family: &'a Family,
    facts: &'a Facts<'a>,
    checks: &'a mut Checks,
}

impl Case<'_> {
    /// Checks a rule about the aggregates with these letters, the one in front first.
    fn must(&mut self, code: Code, holds: bool, letters: &str) {
        let (stem, family) = (self.stem, self.family);
        self.checks.must(code, holds, || {
            let ids = letters.chars().map(|letter| format!("{letter}-{stem}")).collect();
            (ids, versions(family))
        });
    }

    fn options(&self) -> &Options {
        self.facts.options
    }

    /// Whether what a payment leads to may still be missing, or what the end of its reservation does.
    fn is_under_way(&self) -> bool {
        let sources = [
            self.family.reservation.as_ref().filter(|reservation| reservation.is_over()).map(|one| one.source),
            self.family.payment.as_ref().map(|payment| payment.source),
        ];
        sources.iter().flatten().any(|source| self.facts.is_under_way(source))
    }
}

/// The versions of a family's aggregates and of what others have of them: while they stay, nothing has moved.
fn versions(family: &Family) -> Vec<u64> {
    let of = |source: Option<&Source>| source.map_or(0, |source| source.version);
    let row = &family.row;
    let mut versions = vec![
        of(family.reservation.as_ref().map(|one| &one.source)),
        of(family.payment.as_ref().map(|one| &one.source)),
        of(family.promotion.as_ref().map(|one| &one.source)),
    ];
    let copies = [row.reservation, row.payment, row.promotion];
    versions.extend(copies.map(|copy| copy.map_or(0, |copy| copy.version)));
    versions
}
