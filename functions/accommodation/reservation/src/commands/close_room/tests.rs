use accommodation_contracts::samples::{NOW, room};
use platform::store::{AggregateStore, Change, CommitError, MemoryStore, Requirement, Versioned};
use testing::cause;

use super::*;
use crate::domain::{Reservation, fixtures::held};

type Reservations = MemoryStore<Reservation>;

/// Keeps leases, but cannot say who claims what.
#[derive(Clone)]
struct Blind(Reservations);

impl Guards for Blind {
    async fn any_claimed(&self, _: &[String]) -> Result<bool, StoreError> {
        Err(StoreError::Contended)
    }

    async fn take_lease(&self, lease: &Lease) -> Result<Option<jiff::Timestamp>, StoreError> {
        self.0.take_lease(lease).await
    }

    async fn drop_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        self.0.drop_lease(lease).await
    }
}

async fn close<G: Guards>(guards: &G, invocation: &str) -> Result<RoomClosing, StoreError> {
    let command = CloseRoom { room_number: room().room_number, closing_version: 2 };
    let cause = platform::store::Cause { causation_id: invocation.into(), ..cause(NOW) };
    handle(guards.clone(), command, CallContext { cause, deadline: NOW }).await
}

/// What becomes of a reservation by somebody who knows the room at a version.
async fn reserve(store: &Reservations, known: u64) -> Result<(), CommitError> {
    let open = Requirement::NoLease { key: closing_key(&room().room_number), now: NOW, known };
    let change = Change::new("R-1", Versioned::absent(), &held(), &cause(NOW)).unwrap();
    store.commit(&change.requiring(open)).await
}

#[tokio::test]
async fn a_room_that_is_closing_is_reserved_by_nobody_until_the_closing_is_known() {
    let store = Reservations::default();
    assert_eq!(close(&store, "first").await.unwrap(), RoomClosing::Free);
    assert!(matches!(reserve(&store, 1).await, Err(CommitError::Unmet(_))));
    assert_eq!(close(&store, "again").await.unwrap(), RoomClosing::Free);
    reserve(&store, 2).await.unwrap();
}

#[tokio::test]
async fn a_room_with_a_reservation_ahead_stays_open() {
    let store = Reservations::default();
    reserve(&store, 1).await.unwrap();
    assert_eq!(close(&store, "first").await.unwrap(), RoomClosing::HasReservations);
    let other = Requirement::NoLease { key: closing_key(&room().room_number), now: NOW, known: 1 };
    let current = store.load("R-1").await.unwrap();
    let confirmed = [crate::domain::ReservationEvent::Confirmed];
    store.commit(&Change::new("R-1", current, &confirmed, &cause(NOW)).unwrap().requiring(other)).await.unwrap();
}

#[tokio::test]
async fn a_closing_that_fails_leaves_the_room_open() {
    let store = Reservations::default();
    close(&Blind(store.clone()), "first").await.unwrap_err();
    reserve(&store, 1).await.unwrap();
}

#[tokio::test]
async fn a_closing_that_fails_does_not_open_the_room_that_another_closes() {
    let store = Reservations::default();
    assert_eq!(close(&store, "first").await.unwrap(), RoomClosing::Free);
    close(&Blind(store.clone()), "second").await.unwrap_err();
    assert!(matches!(reserve(&store, 1).await, Err(CommitError::Unmet(_))));
}
