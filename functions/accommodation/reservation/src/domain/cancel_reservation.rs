//! The customer or the host cancels a reservation: its nights are free at once, and what was paid goes back.

use accommodation_contracts::reservation::ReserveStatus;
use jiff::Timestamp;
use kernel::{Refusal, RefusalKind};

use super::{Actor, Reservation, ReservationEvent, stay_begins};

/// Why a reservation cannot be cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelRefusal {
    /// Absent, or another's.
    NotFound,
    /// The guest may be in the room.
    StayHasBegun,
    /// It has ended already.
    NotCancellable,
}

/// Decides. A hold may always be cancelled, a paid stay until it begins. No events: it is cancelled already.
pub fn decide(
    reservation: Option<&Reservation>,
    actor: &Actor,
    now: Timestamp,
) -> Result<Vec<ReservationEvent>, CancelRefusal> {
    let reservation = reservation
        .filter(|reservation| actor.is_customer_of(reservation) || actor.is_host_of(reservation))
        .ok_or(CancelRefusal::NotFound)?;
    match reservation.public().reserve_status {
        ReserveStatus::PaymentComp if now >= stay_begins(reservation) => Err(CancelRefusal::StayHasBegun),
        ReserveStatus::Reserve | ReserveStatus::PaymentComp => Ok(vec![ReservationEvent::Cancelled { at: now }]),
        ReserveStatus::Cancelled => Ok(Vec::new()),
        ReserveStatus::CheckOut | ReserveStatus::Expired => Err(CancelRefusal::NotCancellable),
    }
}

impl Refusal for CancelRefusal {
    fn kind(&self) -> RefusalKind {
        match self {
            Self::NotFound => RefusalKind::NotFound,
            Self::StayHasBegun | Self::NotCancellable => RefusalKind::Conflict,
        }
    }

    fn slug(&self) -> &'static str {
        match self {
            Self::NotFound => "reservation-not-found",
            Self::StayHasBegun => "stay-has-begun",
            Self::NotCancellable => "not-cancellable",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is no such reservation.".into(),
            Self::StayHasBegun => "The stay has begun.".into(),
            Self::NotCancellable => "The reservation has ended.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::{HELD_UNTIL, NOW};
    use jiff::ToSpan;
    use testing::{at, given};

    use super::*;
    use crate::domain::fixtures::{confirmed, customer, held, host};

    /// 15:00 in Korea on the day of arrival.
    const ARRIVAL: &str = "2026-12-24T06:00:00Z";

    #[test]
    fn its_customer_and_its_host_cancel_and_nobody_else() {
        let cancelled = || [ReservationEvent::Cancelled { at: NOW }];
        for actor in [customer("c-1"), host("h-1")] {
            given(held()).when(|state| decide(state, &actor, NOW)).then(cancelled());
            given(confirmed()).when(|state| decide(state, &actor, NOW)).then(cancelled());
        }
        for actor in [customer("c-2"), host("h-2"), customer("h-1"), host("c-1")] {
            given(held()).when(|state| decide(state, &actor, NOW)).then_refused(CancelRefusal::NotFound);
        }
    }

    #[test]
    fn a_paid_stay_is_cancelled_until_15_00_in_korea_on_the_day_of_arrival() {
        let last = at(ARRIVAL) - 1.nanosecond();
        let cancelled = [ReservationEvent::Cancelled { at: last }];
        given(confirmed()).when(|state| decide(state, &customer("c-1"), last)).then(cancelled);
        given(confirmed())
            .when(|state| decide(state, &customer("c-1"), at(ARRIVAL)))
            .then_refused(CancelRefusal::StayHasBegun);
    }

    #[test]
    fn a_hold_may_always_be_cancelled() {
        let late = at(ARRIVAL) + 9.hours();
        let cancelled = [ReservationEvent::Cancelled { at: late }];
        given(held()).when(|state| decide(state, &customer("c-1"), late)).then(cancelled);
    }

    #[test]
    fn what_has_ended_is_not_cancelled_and_a_repeat_changes_nothing() {
        let expired = ReservationEvent::Expired { at: HELD_UNTIL };
        given(held().into_iter().chain([expired]))
            .when(|state| decide(state, &customer("c-1"), HELD_UNTIL))
            .then_refused(CancelRefusal::NotCancellable);
        given(held().into_iter().chain([ReservationEvent::Cancelled { at: NOW }]))
            .when(|state| decide(state, &customer("c-1"), HELD_UNTIL))
            .then([]);
    }
}
