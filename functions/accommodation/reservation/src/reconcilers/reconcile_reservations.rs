//! Every minute: ends holds whose timer was lost, and asks again for refunds that nobody has heard of. It finds nothing as
//! long as queues work; what it finds is an alarm.

use jiff::SignedDuration;
use platform::{
    reconciler::{Driven, drive},
    schedule::Run,
    store::{AggregateStore, ExecuteError, OpenWorkIndex, StoreError, announce_again, execute},
};
use serde::Serialize;

use crate::domain::{Money, Reservation, ReservationEvent, expire_reservation};

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S> {
    /// Where reservations are.
    pub reservations: S,
    /// How long timers and messages have by themselves.
    pub after: SignedDuration,
}

/// What a run found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Holds past their end.
    pub holds: Driven,
    /// Refunds that nobody has heard of.
    pub refunds: Driven,
}

impl Found {
    /// Tells the operators, if there was anything.
    fn report(self) {
        let Self { holds, refunds } = self;
        let all = [holds, refunds];
        if all.iter().all(|driven| driven.is_nothing()) {
            return;
        }
        holds.count("LostHolds");
        refunds.count("LostRefunds");
        let left: u64 = all.iter().map(|driven| driven.left).sum();
        let is_all = all.iter().all(|driven| driven.is_all);
        let (holds, refunds) = (holds.tried, refunds.tried);
        tracing::error!(holds, refunds, left, is_all, "timers or queues have lost reservations");
    }
}

/// Drives open work again.
pub async fn handle<S>(ports: Ports<S>, run: Run) -> Result<Found, StoreError>
where
    S: AggregateStore<Reservation> + OpenWorkIndex,
{
    let (reservations, cause) = (&ports.reservations, &run.cause);
    let end = |id: String| async move {
        let decide = |state: Option<&Reservation>| expire_reservation::decide(state, cause.now);
        match execute(reservations, &id, cause, decide).await {
            // The index was old: somebody pays, or it is over.
            Ok(_) | Err(ExecuteError::Rejected(_)) => Ok(()),
            Err(ExecuteError::Store(error)) => Err(error),
        }
    };
    let ask = |id: String| async move { announce_again(reservations, &id, cause, asks_for_refund).await.map(|_| ()) };
    // None of them waits for another kind.
    let (holds, refunds) = tokio::join!(
        drive(reservations, "hold", ports.after, &run, end),
        drive(reservations, "refund", ports.after, &run, ask),
    );
    let found = Found { holds: holds?, refunds: refunds? };
    found.report();
    Ok(found)
}

/// The event that has the money of a reservation sent back.
fn asks_for_refund(reservation: &Reservation) -> Option<ReservationEvent> {
    match reservation.money() {
        Money::Paid => Some(ReservationEvent::Cancelled { at: reservation.public().created_at }),
        Money::Rejected => Some(ReservationEvent::PaymentRejected),
        Money::None | Money::Refunded { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::{HELD_UNTIL, NOW};
    use jiff::Timestamp;
    use platform::{
        clock,
        store::{Change, MemoryStore, Versioned},
    };
    use testing::cause;

    use super::*;
    use crate::domain::fixtures::{confirmed, held};

    async fn after(events: &[ReservationEvent]) -> MemoryStore<Reservation> {
        let store = MemoryStore::default();
        store.commit(&Change::new("R-1", Versioned::absent(), events, &cause(NOW)).unwrap()).await.unwrap();
        store
    }

    /// What is announced by a run at a time.
    async fn announced(store: &MemoryStore<Reservation>, now: Timestamp) -> Vec<String> {
        let before = store.published().len();
        let ports = Ports { reservations: store.clone(), after: SignedDuration::from_mins(5) };
        let run = Run { cause: cause(now), deadline: clock::now() + SignedDuration::from_mins(1) };
        handle(ports, run).await.unwrap();
        store.published().into_iter().skip(before).map(|entry| entry.detail_type).collect()
    }

    #[tokio::test]
    async fn a_hold_whose_timer_was_lost_ends_once() {
        let store = after(&held()).await;
        assert!(announced(&store, HELD_UNTIL).await.is_empty());
        let late = HELD_UNTIL + SignedDuration::from_mins(6);
        assert_eq!(announced(&store, late).await, ["ReservationExpired"]);
        assert!(announced(&store, late).await.is_empty());
    }

    #[tokio::test]
    async fn a_refund_that_nobody_heard_of_is_asked_for_until_it_is_noted() {
        let [reserved, confirmed] = confirmed();
        let ends = [
            (vec![reserved.clone(), confirmed, ReservationEvent::Cancelled { at: NOW }], "ReservationCancelled"),
            (
                vec![reserved, ReservationEvent::Expired { at: NOW }, ReservationEvent::PaymentRejected],
                "PaymentRejected",
            ),
        ];
        for (events, asked) in ends {
            let store = after(&events).await;
            assert!(announced(&store, NOW).await.is_empty());
            let late = NOW + SignedDuration::from_mins(6);
            assert_eq!(announced(&store, late).await, [asked]);
            assert_eq!(announced(&store, late).await, [asked]);
            let zero = kernel::Won::ZERO;
            let noted = |state: Option<&Reservation>| {
                Ok::<_, std::convert::Infallible>(crate::domain::note_refund::decide(state, zero, zero))
            };
            execute(&store, "R-1", &cause(late), noted).await.unwrap();
            assert!(announced(&store, late).await.is_empty());
        }
    }
}
