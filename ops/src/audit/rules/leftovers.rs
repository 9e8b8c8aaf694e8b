//! Work that should have been done. That of holds, charges and refunds of payments is checked with nights and money.

use super::{Case, Code};

/// Checks what is open.
pub fn check(case: &mut Case<'_>) {
    let open = [
        ("R", "refund", case.family.reservation.as_ref().map(|one| one.source)),
        ("P", "completion", case.family.payment.as_ref().map(|one| one.source)),
    ];
    for (letter, kind, source) in open {
        let work = source.and_then(|source| source.work).filter(|work| work.kind == kind);
        let is_overdue = work.is_some_and(|work| case.options().is_overdue(&work, case.facts.now));
        case.must(Code::WorkOverdue, !is_overdue, letter);
    }
}
