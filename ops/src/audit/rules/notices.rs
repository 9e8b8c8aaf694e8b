//! Rule 12: every change of status makes one notice, except of what nobody ever had.

use super::{Case, Code};
use crate::audit::facts::{Heard, Of, Source};

/// Checks the notices about a reservation, its payment and its promotion.
pub fn check(case: &mut Case<'_>) {
    let family = case.family;
    let of = |of: Of| match of {
        Of::Reservation => ("R", family.reservation.as_ref().map(|one| (one.source, true))),
        Of::Payment => ("P", family.payment.as_ref().map(|one| (one.source, true))),
        Of::Promotion => ("C", family.promotion.as_ref().map(|one| (one.source, one.is_earned))),
    };
    for kind in [Of::Reservation, Of::Payment, Of::Promotion] {
        let (letter, source) = of(kind);
        let last = source.filter(|(_, is_heard_of)| *is_heard_of).and_then(|(source, _)| source.announced);
        let is_there = last.is_none_or(|version| family.notices.contains(&Heard { of: kind, version }));
        case.must(Code::NoticeMissing, is_there, letter);
    }
    for notice in &family.notices {
        let (letter, source) = of(notice.of);
        let happened = |source: &Source| source.announced.is_some_and(|last| notice.version <= last);
        let is_known = source.is_some_and(|(source, is_heard_of)| is_heard_of && happened(&source));
        case.must(Code::NoticeStray, is_known, letter);
    }
}
