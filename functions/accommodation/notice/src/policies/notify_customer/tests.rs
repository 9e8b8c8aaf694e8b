use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use accommodation_contracts::{CustomerId, samples::NOW};
use jiff::ToSpan;
use kernel::Envelope;
use platform::{listing::Position, queue};
use proptest::prelude::*;
use serde_json::json;
use testing::{bus_event, deliver};

use super::*;
use crate::{
    domain::fixtures::{every_event, notice_of, reserved_at},
    notices::MemoryNotices,
};

/// Notices that count how often they are written, and cannot be while `down`.
#[derive(Debug, Clone, Default)]
struct CountedNotices {
    notices: MemoryNotices,
    writes: Arc<AtomicUsize>,
    down: bool,
}

impl Notices for CountedNotices {
    async fn add(&self, notice: &Notice) -> Result<(), StoreError> {
        self.writes.fetch_add(1, Ordering::Relaxed);
        if self.down { Err(StoreError::Contended) } else { self.notices.add(notice).await }
    }

    async fn list(&self, customer: &CustomerId, before: &Position, limit: usize) -> Result<Vec<Notice>, StoreError> {
        self.notices.list(customer, before, limit).await
    }
}

fn on_the_bus(event: &Envelope<Value>) -> Value {
    bus_event(&platform::store::OutboxEntry {
        source: "accommodation.any".into(),
        detail_type: event.event_type.clone(),
        detail: json!(event).to_string(),
    })
}

async fn notify<N: Notices>(notices: &N, events: &[Envelope<Value>]) -> Vec<usize> {
    let events: Vec<Value> = events.iter().map(on_the_bus).collect();
    deliver(&queue::batch_function("notify-customer", notices.clone(), handle), &events).await
}

async fn all<N: Notices>(notices: &N) -> Vec<Notice> {
    let customer = CustomerId::parse("c-1").unwrap();
    notices.list(&customer, &Position::before(NOW + 1.hour()), 99).await.unwrap()
}

#[tokio::test]
async fn every_change_of_status_makes_one_notice_however_often_its_batch_has_it() {
    let notices = CountedNotices::default();
    let events = [every_event(), every_event()].concat();
    assert!(notify(&notices, &events).await.is_empty());
    assert_eq!(all(&notices).await.len(), every_event().len());
    assert_eq!(notices.writes.load(Ordering::Relaxed), every_event().len());
}

proptest! {
    #[test]
    fn duplicates_and_any_order_make_the_same_notices(
        repeats in prop::collection::vec(0..17_usize, 0..20),
        shuffled in Just((0..17_usize).collect::<Vec<_>>()).prop_shuffle(),
        batch in 1..10_usize,
    ) {
        let events = every_event();
        let delivered: Vec<_> = repeats.into_iter().chain(shuffled).map(|index| events[index].clone()).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let found = runtime.block_on(async {
            let notices = MemoryNotices::default();
            for batch in delivered.chunks(batch) {
                assert!(notify(&notices, batch).await.is_empty());
            }
            all(&notices).await
        });
        let mut expected: Vec<Notice> = events.into_iter().map(notice_of).collect();
        expected.sort_by_key(|notice| std::cmp::Reverse(notice.position()));
        prop_assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_replay_makes_no_notice_not_even_of_a_version_that_was_never_announced() {
    let notices = CountedNotices::default();
    assert!(notify(&notices, &[reserved_at("1", 1, 0)]).await.is_empty());
    let again = [1, 2].map(|version| Envelope { replay: true, ..reserved_at("1", version, 9) });
    assert!(notify(&notices, &again).await.is_empty());
    assert_eq!(all(&notices).await, [notice_of(reserved_at("1", 1, 0))]);
}

#[tokio::test]
async fn a_replay_does_not_keep_the_first_delivery_from_its_notice() {
    let notices = CountedNotices::default();
    let original = reserved_at("1", 1, 0);
    let replay = Envelope { replay: true, ..reserved_at("1", 1, 9) };
    assert!(notify(&notices, &[replay.clone(), original.clone(), replay]).await.is_empty());
    assert_eq!(all(&notices).await, [notice_of(original)]);
}

#[tokio::test]
async fn only_what_no_notice_is_about_comes_back() {
    let notices = CountedNotices::default();
    let good = reserved_at("1", 1, 0);
    let mut foreign = reserved_at("2", 1, 0);
    foreign.aggregate.kind = "Weather".into();
    let unknown = Envelope { event_type: "Renamed".into(), ..reserved_at("3", 1, 0) };
    let broken = Envelope { data: json!({}), ..reserved_at("4", 1, 0) };
    assert_eq!(notify(&notices, &[foreign, good.clone(), unknown, broken]).await, [0, 2, 3]);
    assert_eq!(all(&notices).await, [notice_of(good)]);
}

#[tokio::test]
async fn what_could_not_be_written_comes_back() {
    let notices = CountedNotices { down: true, ..CountedNotices::default() };
    let events = [reserved_at("1", 1, 0), reserved_at("2", 1, 0), reserved_at("1", 1, 0)];
    assert_eq!(notify(&notices, &events).await, [0, 1, 2]);
}
