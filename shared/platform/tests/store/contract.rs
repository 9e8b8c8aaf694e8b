//! What every aggregate store must do.

use futures::future::join_all;
use kernel::{CorrelationId, Envelope};
use platform::store::{AggregateStore, Cause, Change, Claim, CommitError, Requirement, Versioned, execute};

use crate::ticket::{Ticket, TicketEvent};

pub fn cause() -> Cause {
    Cause {
        correlation_id: CorrelationId::parse("corr-1").unwrap(),
        causation_id: "request/1".into(),
        now: platform::clock::now(),
    }
}

pub fn sale(id: &str) -> Change<Ticket> {
    let sold = TicketEvent::Sold { seat: "A1".into() };
    Change::new(id, Versioned::absent(), &[sold], &cause()).unwrap()
}

fn seat(owner: &str) -> Claim {
    Claim { key: "SEAT#A1".into(), owner: owner.into() }
}

pub async fn what_is_committed_is_loaded(store: impl AggregateStore<Ticket>) {
    assert_eq!(store.load("T-1").await.unwrap(), Versioned::absent());
    store.commit(&sale("T-1")).await.unwrap();
    let current = store.load("T-1").await.unwrap();
    assert_eq!(current, Versioned { state: Some(Ticket { seat: "A1".into(), scans: 0 }), version: 1 });
    let scan = Change::new("T-1", current, &[TicketEvent::Scanned, TicketEvent::Scanned], &cause()).unwrap();
    store.commit(&scan).await.unwrap();
    let scanned = store.load("T-1").await.unwrap();
    assert_eq!(scanned, Versioned { state: Some(Ticket { seat: "A1".into(), scans: 2 }), version: 3 });
}

pub async fn a_change_on_an_old_version_is_a_conflict(store: impl AggregateStore<Ticket>) {
    store.commit(&sale("T-1")).await.unwrap();
    let current = store.load("T-1").await.unwrap();
    let scan = || Change::new("T-1", current.clone(), &[TicketEvent::Scanned], &cause()).unwrap();
    store.commit(&scan()).await.unwrap();
    assert!(matches!(store.commit(&scan()).await, Err(CommitError::Conflict)));
    assert_eq!(store.load("T-1").await.unwrap().state.unwrap().scans, 1);
}

pub async fn a_new_aggregate_is_made_once(store: impl AggregateStore<Ticket>) {
    store.commit(&sale("T-1")).await.unwrap();
    assert!(matches!(store.commit(&sale("T-1")).await, Err(CommitError::Conflict)));
    let claiming = sale("T-1").claiming([seat("T-1")]);
    assert!(matches!(store.commit(&claiming).await, Err(CommitError::Conflict)));
}

pub async fn a_change_whose_answer_was_lost_is_accepted_again(store: impl AggregateStore<Ticket>) {
    for change in [sale("T-1"), sale("T-2").claiming([seat("T-2")])] {
        store.commit(&change).await.unwrap();
        store.commit(&change).await.unwrap();
        assert_eq!(store.load(&change.id).await.unwrap().version, 1);
    }
}

pub async fn a_claim_has_one_owner(store: impl AggregateStore<Ticket>) {
    store.commit(&sale("T-1").claiming([seat("T-1")])).await.unwrap();
    let refusal = store.commit(&sale("T-2").claiming([seat("T-2")])).await;
    assert!(matches!(&refusal, Err(CommitError::Taken(keys)) if keys == &["SEAT#A1"]), "{refusal:?}");
}

pub async fn an_owner_may_claim_again(store: impl AggregateStore<Ticket>) {
    store.commit(&sale("T-1").claiming([seat("T-1")])).await.unwrap();
    let current = store.load("T-1").await.unwrap();
    let scan = Change::new("T-1", current, &[TicketEvent::Scanned], &cause()).unwrap();
    store.commit(&scan.claiming([seat("T-1")])).await.unwrap();
}

pub async fn nothing_of_a_refused_change_is_written(store: impl AggregateStore<Ticket>) {
    store.commit(&sale("T-1").claiming([seat("T-1")])).await.unwrap();
    let free = Claim { key: "SEAT#B1".into(), owner: "T-2".into() };
    store.commit(&sale("T-2").claiming([free, seat("T-2")])).await.unwrap_err();
    assert_eq!(store.load("T-2").await.unwrap(), Versioned::absent());
    let still_free = Claim { key: "SEAT#B1".into(), owner: "T-3".into() };
    store.commit(&sale("T-3").claiming([still_free])).await.unwrap();
}

pub async fn an_unmet_requirement_refuses_the_change(store: impl AggregateStore<Ticket>) {
    let open = Requirement { key: "HALL#1".into(), attribute: "status", equals: "OPEN".into() };
    let refusal = store.commit(&sale("T-1").requiring(open)).await;
    assert!(matches!(&refusal, Err(CommitError::Unmet(key)) if key == "HALL#1"), "{refusal:?}");
    assert_eq!(store.load("T-1").await.unwrap(), Versioned::absent());
}

pub async fn each_event_has_its_own_version_and_id(store: impl AggregateStore<Ticket>) {
    let sold = TicketEvent::Sold { seat: "A1".into() };
    let events = [sold, TicketEvent::Inspected, TicketEvent::Scanned];
    let change = Change::<Ticket>::new("T-1", Versioned::absent(), &events, &cause()).unwrap();
    store.commit(&change).await.unwrap();
    let envelopes: Vec<Envelope<Ticket>> =
        change.outbox.iter().map(|entry| serde_json::from_str(&entry.detail).unwrap()).collect();
    let ids: Vec<_> = envelopes.iter().map(|envelope| envelope.event_id.as_str()).collect();
    assert_eq!(ids, ["Ticket/T-1/1", "Ticket/T-1/3"]);
    // Each tells the state right after it, not the one at the end.
    assert_eq!(envelopes.iter().map(|envelope| envelope.data.scans).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(store.load("T-1").await.unwrap().version, 3);
}

pub async fn of_many_concurrent_claims_exactly_one_wins(store: impl AggregateStore<Ticket>) {
    let changes: Vec<_> = (0..20)
        .map(|number| {
            let id = format!("T-{number}");
            sale(&id).claiming([seat(&id)])
        })
        .collect();
    let outcomes = join_all(changes.iter().map(|change| store.commit(change))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|e| matches!(e, CommitError::Taken(_))));
}

pub async fn concurrent_commands_are_all_decided_on_what_the_others_wrote(store: impl AggregateStore<Ticket>) {
    store.commit(&sale("T-1")).await.unwrap();
    let cause = cause();
    // Three attempts each: of three concurrent commands even the unluckiest gets through.
    let scan = || execute(&store, "T-1", &cause, |_| Ok::<_, ()>(vec![TicketEvent::Scanned]));
    for outcome in join_all([scan(), scan(), scan()]).await {
        assert!(outcome.unwrap().changed);
    }
    assert_eq!(store.load("T-1").await.unwrap().state.unwrap().scans, 3);
}
