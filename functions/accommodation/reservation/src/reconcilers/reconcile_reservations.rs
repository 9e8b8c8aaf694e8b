//! Every minute: ends holds whose timer was lost, and asks again for refunds that nobody has heard of. It finds nothing as
//! long as queues work; what it finds is an alarm.

use jiff::{SignedDuration, Timestamp};
use platform::{
    store::{AggregateStore, Cause, ExecuteError, OpenWorkIndex, StoreError, announce_again, execute},
    telemetry::chain,
};

use crate::domain::{Money, Reservation, ReservationEvent, expire_reservation};

/// How many of each kind one run takes on.
const LIMIT: usize = 100;

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S> {
    /// Where reservations are.
    pub reservations: S,
    /// How long timers and messages have by themselves.
    pub after: SignedDuration,
}

/// Drives open work again.
pub async fn handle<S>(ports: Ports<S>, cause: Cause) -> Result<(), StoreError>
where
    S: AggregateStore<Reservation> + OpenWorkIndex,
{
    let reservations = ports.reservations;
    let before = cause.now.saturating_sub(ports.after).unwrap_or(Timestamp::MIN);
    let holds = reservations.overdue("hold", before, LIMIT).await?;
    for id in &holds {
        let expired = execute(&reservations, id, &cause, |state| expire_reservation::decide(state, cause.now)).await;
        match expired {
            // The index was old: somebody pays, or it is over.
            Ok(_) | Err(ExecuteError::Rejected(_)) => {}
            Err(ExecuteError::Store(error)) => left(id, &error),
        }
    }
    let refunds = reservations.overdue("refund", before, LIMIT).await?;
    for id in &refunds {
        if let Err(error) = announce_again(&reservations, id, &cause, asks_for_refund).await {
            left(id, &error);
        }
    }
    if !(holds.is_empty() && refunds.is_empty()) {
        tracing::error!(holds = holds.len(), refunds = refunds.len(), "timers or queues have lost reservations");
    }
    Ok(())
}

/// One that fails waits for the next run, and holds up no other.
fn left(id: &str, error: &StoreError) {
    tracing::warn!(reservation_number = id, error = chain(error), "left for the next run");
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
    use platform::store::{Change, MemoryStore, Versioned};
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
        handle(ports, cause(now)).await.unwrap();
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
