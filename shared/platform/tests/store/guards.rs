//! What guards of rules across aggregates must do: claims and leases.

use platform::store::{AggregateStore, CommitError, Guards, Lease, Requirement, StoreError};

use crate::{
    contract::{happen, sale},
    ticket::{Ticket, TicketEvent},
};

pub async fn claims_are_seen_as_soon_as_they_are_committed(store: impl AggregateStore<Ticket> + Guards) {
    let keys: Vec<String> = (0..250).map(|number| format!("SEAT#B{number}")).chain(["SEAT#A1".into()]).collect();
    store.commit(&sale("T-1")).await.unwrap();
    assert!(!store.any_claimed(&keys).await.unwrap());
    happen(&store, "T-1", TicketEvent::Reserved).await.unwrap();
    assert!(store.any_claimed(&keys).await.unwrap());
    assert!(!store.any_claimed(&keys[..250]).await.unwrap());
}

pub async fn a_lease_keeps_those_out_who_know_less_until_it_ends(store: impl AggregateStore<Ticket> + Guards) {
    let now = platform::clock::now();
    let lease = |seconds| hall_lease("me", seconds, 5);
    let knowing = |known| Requirement::NoLease { key: "HALL#closing".into(), now, known };
    let attempt = async |id: &str, known| store.commit(&sale(id).requiring(knowing(known))).await;
    attempt("T-1", 0).await.unwrap();
    store.take_lease(&lease(60)).await.unwrap();
    assert!(matches!(attempt("T-2", 4).await, Err(CommitError::Unmet(_))));
    attempt("T-3", 5).await.unwrap();
    store.take_lease(&lease(-60)).await.unwrap();
    attempt("T-4", 0).await.unwrap();
    store.take_lease(&lease(60)).await.unwrap();
    store.drop_lease(&lease(60)).await.unwrap();
    attempt("T-5", 0).await.unwrap();
}

fn hall_lease(holder: &str, seconds: i64, fence: u64) -> Lease {
    let until = platform::clock::now() + jiff::SignedDuration::from_secs(seconds);
    Lease { key: "HALL#closing".into(), holder: holder.into(), until, fence }
}

pub async fn a_lease_is_taken_over_by_whoever_knows_as_much_and_only_its_holder_gives_it_back(
    store: impl AggregateStore<Ticket> + Guards,
) {
    let (first, second) = (hall_lease("first", 60, 5), hall_lease("second", 90, 6));
    assert_eq!(store.take_lease(&first).await.unwrap(), None);
    let taken_over = store.take_lease(&second).await.unwrap();
    assert_eq!(taken_over.map(jiff::Timestamp::as_second), Some(first.until.as_second()));
    assert!(matches!(store.take_lease(&first).await, Err(StoreError::Contended)));
    store.drop_lease(&first).await.unwrap();
    let open = || Requirement::NoLease { key: "HALL#closing".into(), now: platform::clock::now(), known: 0 };
    assert!(matches!(store.commit(&sale("T-1").requiring(open())).await, Err(CommitError::Unmet(_))));
    store.drop_lease(&second).await.unwrap();
    store.drop_lease(&second).await.unwrap();
    store.commit(&sale("T-1").requiring(open())).await.unwrap();
}
