//! The host checks a guest out: what remains of the nights is free.

use accommodation_contracts::reservation::ReserveStatus;
use jiff::Timestamp;
use kernel::{Refusal, RefusalKind, dates::korean_date};

use super::{Actor, Reservation, ReservationEvent, stay_begins};

/// Why a guest cannot be checked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOutRefusal {
    /// Absent, or in another's room.
    NotFound,
    /// Nobody has paid for it.
    NotConfirmed,
    /// The guest cannot have arrived.
    StayNotBegun,
}

/// Decides. No events: the guest is out already.
pub fn decide(
    reservation: Option<&Reservation>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<ReservationEvent>, CheckOutRefusal> {
    let reservation =
        reservation.filter(|reservation| actor.is_host_of(reservation)).ok_or(CheckOutRefusal::NotFound)?;
    match reservation.public().reserve_status {
        ReserveStatus::Reserve | ReserveStatus::Expired | ReserveStatus::Cancelled => {
            Err(CheckOutRefusal::NotConfirmed)
        }
        ReserveStatus::PaymentComp if now < stay_begins(reservation) => Err(CheckOutRefusal::StayNotBegun),
        ReserveStatus::PaymentComp => Ok(vec![ReservationEvent::CheckedOut { at: now, free_from: korean_date(now) }]),
        ReserveStatus::CheckOut => Ok(Vec::new()),
    }
}

impl Refusal for CheckOutRefusal {
    fn kind(&self) -> RefusalKind {
        match self {
            Self::NotFound => RefusalKind::NotFound,
            Self::NotConfirmed | Self::StayNotBegun => RefusalKind::Conflict,
        }
    }

    fn slug(&self) -> &'static str {
        match self {
            Self::NotFound => "reservation-not-found",
            Self::NotConfirmed => "not-confirmed",
            Self::StayNotBegun => "stay-not-begun",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is no such reservation.".into(),
            Self::NotConfirmed => "The reservation is not paid, or has ended.".into(),
            Self::StayNotBegun => "The stay has not begun.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::NOW;
    use jiff::{ToSpan, civil::date};
    use testing::{at, given};

    use super::*;
    use crate::domain::fixtures::{confirmed, customer, held, host};

    /// 15:00 in Korea on the day of arrival.
    const ARRIVAL: &str = "2026-12-24T06:00:00Z";

    #[test]
    fn a_guest_leaves_once_the_stay_has_begun_and_the_night_of_that_day_is_free() {
        let out = ReservationEvent::CheckedOut { at: at(ARRIVAL), free_from: date(2026, 12, 24) };
        given(confirmed()).when(|state| decide(state, &host("h-1"), at(ARRIVAL))).then([out]);
        given(confirmed())
            .when(|state| decide(state, &host("h-1"), at(ARRIVAL) - 1.nanosecond()))
            .then_refused(CheckOutRefusal::StayNotBegun);
    }

    #[test]
    fn the_day_is_that_of_korea() {
        // Half past midnight of the 25th in Korea.
        let now = at("2026-12-24T15:30:00Z");
        let out = ReservationEvent::CheckedOut { at: now, free_from: date(2026, 12, 25) };
        given(confirmed()).when(|state| decide(state, &host("h-1"), now)).then([out]);
    }

    #[test]
    fn only_the_rooms_host_checks_out_and_only_who_has_paid() {
        for actor in [host("h-2"), customer("h-1"), customer("c-1")] {
            given(confirmed()).when(|state| decide(state, &actor, NOW)).then_refused(CheckOutRefusal::NotFound);
        }
        given(held()).when(|state| decide(state, &host("h-1"), NOW)).then_refused(CheckOutRefusal::NotConfirmed);
    }

    #[test]
    fn a_repeat_changes_nothing() {
        let out = ReservationEvent::CheckedOut { at: at(ARRIVAL), free_from: date(2026, 12, 24) };
        given(confirmed().into_iter().chain([out])).when(|state| decide(state, &host("h-1"), NOW)).then([]);
    }
}
