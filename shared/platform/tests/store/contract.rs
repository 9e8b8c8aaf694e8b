//! What every aggregate store must do.

use futures::future::join_all;
use kernel::{CorrelationId, Envelope};
use platform::{
    listing::{Month, Position, SHARDS},
    store::{
        AggregateStore, Cause, Change, Claim, CommitError, ListingKey, Listings, OpenWorkIndex, Overdue, Requirement,
        Versioned, execute, replay_of,
    },
};

use crate::ticket::{Ticket, TicketEvent};
pub use crate::{
    guards::{
        a_lease_is_taken_over_by_whoever_knows_as_much_and_only_its_holder_gives_it_back,
        a_lease_keeps_those_out_who_know_less_until_it_ends, claims_are_seen_as_soon_as_they_are_committed,
    },
    keys::{
        a_change_and_its_answer_are_one_write, a_key_is_busy_then_answered_then_forgotten,
        a_key_marked_twice_by_one_request_is_its_own_and_the_first_answer_stays,
        a_key_whose_request_died_is_taken_over_and_one_given_up_is_free,
    },
    open_work::overdue_work_is_listed_from_where_another_list_ended,
};

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
    let sold = Ticket { seat: "A1".into(), scans: 0, reserved: false };
    assert_eq!((current.state.as_ref(), current.version), (Some(&sold), 1));
    let scan = Change::new("T-1", current, &[TicketEvent::Scanned, TicketEvent::Scanned], &cause()).unwrap();
    store.commit(&scan).await.unwrap();
    let scanned = store.load("T-1").await.unwrap();
    assert_eq!((scanned.state, scanned.version), (Some(Ticket { scans: 2, ..sold }), 3));
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
    let open = Requirement::Equals { key: "HALL#1".into(), attribute: "status", equals: "OPEN".into() };
    let refusal = store.commit(&sale("T-1").requiring(open)).await;
    assert!(matches!(&refusal, Err(CommitError::Unmet(key)) if key == "HALL#1"), "{refusal:?}");
    assert_eq!(store.load("T-1").await.unwrap(), Versioned::absent());
}

pub async fn what_was_announced_last_is_remembered_over_silent_changes(store: impl AggregateStore<Ticket>) {
    store.commit(&sale("T-1")).await.unwrap();
    happen(&store, "T-1", TicketEvent::Scanned).await.unwrap();
    let scanned = store.load("T-1").await.unwrap().announced.unwrap();
    assert_eq!((scanned.version, scanned.correlation_id.as_str()), (2, "corr-1"));
    happen(&store, "T-1", TicketEvent::Inspected).await.unwrap();
    let current = store.load("T-1").await.unwrap();
    assert_eq!((current.version, current.announced.as_ref()), (3, Some(&scanned)));

    let replay = replay_of("T-1", &current).unwrap().unwrap();
    assert_eq!(replay.detail_type, "TicketScanned");
    let envelope: Envelope<Ticket> = serde_json::from_str(&replay.detail).unwrap();
    assert_eq!((envelope.aggregate.version, envelope.replay), (3, true));
    assert_eq!((envelope.occurred_at, envelope.causation_id), (scanned.occurred_at, scanned.causation_id.clone()));

    // Announcing again is no new announcement.
    let later = Cause {
        correlation_id: CorrelationId::parse("of-a-schedule").unwrap(),
        causation_id: "invocation/2".into(),
        now: scanned.occurred_at + jiff::SignedDuration::from_mins(1),
    };
    let again = Change::announcing("T-1", current, &TicketEvent::Scanned, &later).unwrap().unwrap();
    store.commit(&again).await.unwrap();
    assert_eq!(store.load("T-1").await.unwrap().announced, Some(scanned.clone()));
    let envelope: Envelope<Ticket> = serde_json::from_str(&again.outbox[0].detail).unwrap();
    assert_eq!(envelope.occurred_at, scanned.occurred_at);
    assert_eq!((envelope.correlation_id.as_str(), envelope.causation_id.as_str()), ("corr-1", "invocation/2"));
}

pub async fn what_nobody_has_heard_of_is_not_replayed(store: impl AggregateStore<Ticket>) {
    assert_eq!(replay_of("T-1", &store.load("T-1").await.unwrap()).unwrap(), None);
    let silent = Ticket { seat: "A1".into(), scans: 0, reserved: false };
    let change = Change { state: silent, outbox: Vec::new(), announced: None, ..sale("T-1") };
    store.commit(&change).await.unwrap();
    assert_eq!(replay_of("T-1", &store.load("T-1").await.unwrap()).unwrap(), None);
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

/// Lets one event happen to a ticket that exists.
pub async fn happen(store: &impl AggregateStore<Ticket>, id: &str, event: TicketEvent) -> Result<(), CommitError> {
    let current = store.load(id).await.unwrap();
    store.commit(&Change::new(id, current, &[event], &cause()).unwrap()).await
}

pub async fn a_claim_is_taken_and_given_back_by_the_write_that_changes_the_state(store: impl AggregateStore<Ticket>) {
    for id in ["T-1", "T-2"] {
        store.commit(&sale(id)).await.unwrap();
    }
    happen(&store, "T-1", TicketEvent::Reserved).await.unwrap();
    assert!(matches!(happen(&store, "T-2", TicketEvent::Reserved).await, Err(CommitError::Taken(_))));
    happen(&store, "T-1", TicketEvent::Returned).await.unwrap();
    happen(&store, "T-2", TicketEvent::Reserved).await.unwrap();
    assert!(matches!(happen(&store, "T-1", TicketEvent::Reserved).await, Err(CommitError::Taken(_))));
}

pub async fn aggregates_are_listed_by_owner_newest_first(store: impl AggregateStore<Ticket> + Listings<Ticket>) {
    for id in ["T-1", "T-3", "T-2"] {
        store.commit(&sale(id)).await.unwrap();
    }
    let list = async |owner: &str, before: &Position, limit| {
        store.list(&ListingKey::Owner(owner.into()), before, limit).await.unwrap().len()
    };
    let later = Position::before(platform::clock::now());
    assert_eq!(list("A1", &later, 2).await, 2);
    assert_eq!(list("A1", &Position::of(jiff::Timestamp::UNIX_EPOCH, "T-2"), 9).await, 1);
    assert_eq!(list("B1", &later, 9).await, 0);
    let month = Month::of(jiff::Timestamp::UNIX_EPOCH);
    let mut of_month = 0;
    for shard in 0..SHARDS {
        of_month += store.list(&ListingKey::Month(month, shard), &later, 9).await.unwrap().len();
    }
    assert_eq!(of_month, 3);
}

pub async fn open_work_is_found_while_it_is_overdue(store: impl AggregateStore<Ticket> + OpenWorkIndex) {
    store.commit(&sale("T-1")).await.unwrap();
    let overdue = async |kind| store.overdue(kind, platform::clock::now(), None, 9).await.unwrap();
    assert!(overdue("payment").await.is_empty());
    happen(&store, "T-1", TicketEvent::Reserved).await.unwrap();
    assert_eq!(overdue("payment").await, [Overdue { due: jiff::Timestamp::UNIX_EPOCH, id: "T-1".into() }]);
    assert!(overdue("refund").await.is_empty());
    assert!(store.overdue("payment", jiff::Timestamp::UNIX_EPOCH, None, 9).await.unwrap().is_empty());
    happen(&store, "T-1", TicketEvent::Returned).await.unwrap();
    assert!(overdue("payment").await.is_empty());
}
