//! What others keep of aggregates is what was announced of them. A replay tells of the version of now, so that a copy may be
//! of any version since.

use std::{collections::HashMap, sync::Arc};

use super::{Case, Code};
use crate::audit::{
    checks::Checks,
    facts::{Copied, Facts, Source},
};

/// The rules about one kind of copy.
#[derive(Debug, Clone, Copy)]
struct Codes {
    behind: Code,
    ahead: Code,
    differs: Code,
}

const SLICE: Codes = Codes { behind: Code::SliceBehind, ahead: Code::SliceAhead, differs: Code::SliceDiffers };
const COPY: Codes = Codes { behind: Code::CopyBehind, ahead: Code::CopyAhead, differs: Code::CopyDiffers };

/// Checks a reservation's row.
pub fn check(case: &mut Case<'_>) {
    let family = case.family;
    let row = &family.row;
    let sources = [
        ("R", family.reservation.as_ref().map(|one| one.source), row.reservation),
        ("P", family.payment.as_ref().map(|one| one.source), row.payment),
        ("C", family.promotion.as_ref().map(|one| one.source), row.promotion),
    ];
    for (letter, source, copy) in sources {
        let codes = if letter == "R" { Codes { behind: Code::RowMissing, ..SLICE } } else { SLICE };
        let codes = if copy.is_some() { SLICE } else { codes };
        compare(codes, source, copy, |code, holds| case.must(code, holds, letter));
    }
}

/// Checks what there is of rooms.
pub fn check_rooms(facts: &Facts<'_>, checks: &mut Checks) {
    for (number, room) in &facts.rooms {
        for (codes, copy) in [(SLICE, room.shown), (COPY, room.copy)] {
            let versions = || vec![room.room.map_or(0, |room| room.version), copy.map_or(0, |copy| copy.version)];
            let about = || (vec![format!("Room {number}")], versions());
            compare(codes, room.room, copy, |code, holds| checks.must(code, holds, about));
        }
    }
}

fn compare(codes: Codes, source: Option<Source>, copy: Option<Copied>, mut must: impl FnMut(Code, bool)) {
    let announced = source.and_then(|source| source.announced);
    let Some(copy) = copy else { return must(codes.behind, announced.is_none()) };
    let (Some(source), Some(announced)) = (source, announced) else { return must(codes.ahead, false) };
    must(codes.behind, announced <= copy.version);
    must(codes.ahead, copy.version <= source.version);
    if (announced..=source.version).contains(&copy.version) {
        must(codes.differs, copy.told == source.told);
    }
}

/// Checks customers' points.
pub fn check_accounts(facts: &Facts<'_>, checks: &mut Checks) {
    let mut earned: HashMap<&Arc<str>, u64> = facts.accounts.keys().map(|customer| (customer, 0)).collect();
    for promotion in facts.families.values().filter_map(|family| family.promotion.as_ref()) {
        *earned.entry(&promotion.customer).or_default() += promotion.point;
    }
    for (customer, sum) in earned {
        let points = facts.accounts.get(customer).copied().unwrap_or_default();
        checks.must(Code::AccountPoints, points == sum, || (vec![format!("Account {customer}")], vec![points, sum]));
    }
}
