//! Rule 8, no night is sold twice; rule 9, holds end.

use std::{collections::HashMap, sync::Arc};

use accommodation_contracts::reservation::ReserveStatus;
use jiff::civil::Date;

use super::{Case, Code};
use crate::audit::{
    checks::Checks,
    facts::{Facts, ReservationFacts},
};

/// The nights that a reservation keeps: the first, the one after the last, whose they are, and its version.
type Stay<'a> = (Date, Date, &'a str, u64);

/// Checks one reservation's nights against its claims.
pub fn check(case: &mut Case<'_>) {
    let (family, stem) = (case.family, case.stem);
    if let Some(reservation) = &family.reservation {
        let is_claimed =
            |night: &Date| family.nights.iter().any(|(room, claimed)| claimed == night && *room == reservation.room);
        case.must(Code::NightUnclaimed, reservation.kept().all(|night| is_claimed(&night)), "R");
        let is_hold = reservation.status == ReserveStatus::Reserve;
        let overdue = reservation.source.work.filter(|work| is_hold && case.options().is_overdue(work, case.facts.now));
        case.must(Code::HoldOverdue, overdue.is_none(), "R");
    }
    for (room, night) in &family.nights {
        let keeps = |one: &ReservationFacts| one.room == *room && one.check_in <= *night && *night < one.end();
        let is_kept = family.reservation.as_ref().is_some_and(keeps);
        let version = family.reservation.as_ref().map_or(0, |one| one.source.version);
        case.checks.must(Code::NightStray, is_kept, || {
            (vec![format!("NIGHT#{room}#{night}"), format!("R-{stem}")], vec![version])
        });
    }
}

/// Checks the reservations of each room against each other: by their nights, whatever is claimed.
pub fn check_overlaps(facts: &Facts<'_>, checks: &mut Checks) {
    let mut stays: HashMap<&Arc<str>, Vec<Stay<'_>>> = HashMap::new();
    for (stem, family) in &facts.families {
        if let Some(one) = family.reservation.as_ref().filter(|reservation| reservation.nights > 0) {
            stays.entry(&one.room).or_default().push((one.check_in, one.end(), stem, one.source.version));
        }
    }
    for (room, mut stays) in stays {
        stays.sort_unstable();
        // The stay that goes on longest, of those that have begun.
        let mut longest: Option<(Date, &str, u64)> = None;
        for (start, end, stem, version) in stays {
            if let Some((until, other, known)) = longest {
                let about =
                    || (vec![format!("R-{other}"), format!("R-{stem}"), room.to_string()], vec![known, version]);
                checks.must(Code::NightSoldTwice, until <= start, about);
            }
            if longest.is_none_or(|(until, ..)| until < end) {
                longest = Some((end, stem, version));
            }
        }
    }
}
