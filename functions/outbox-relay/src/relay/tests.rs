use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use platform::{config::Lookup, telemetry};
use proptest::prelude::*;
use serde_json::{Value, json};
use testing::Lines;

use super::*;
use crate::bus::Put;

/// How the bus treats the events of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Fate {
    Published,
    PublishedAtTheSecondTime,
    AlwaysThrottled,
    AlwaysFails,
    Refused,
}

#[derive(Debug, Clone, Default)]
struct FakeBus {
    down: bool,
    puts: Arc<Mutex<HashMap<String, u32>>>,
    published: Arc<Mutex<Vec<String>>>,
}

impl Bus for FakeBus {
    async fn put(&self, entries: &[OutboxEntry]) -> Result<Vec<Put>, BusDown> {
        assert!((1..=10).contains(&entries.len()), "{} entries in one call", entries.len());
        if self.down {
            return Err(BusDown("unreachable".into()));
        }
        Ok(entries.iter().map(|entry| self.put_one(entry)).collect())
    }
}

impl FakeBus {
    fn put_one(&self, entry: &OutboxEntry) -> Put {
        let times = *self.puts.lock().unwrap().entry(entry.detail.clone()).and_modify(|times| *times += 1).or_insert(1);
        let put = match entry.detail_type.as_str() {
            "AlwaysThrottled" => Put::Throttled,
            "AlwaysFails" => Put::Failed("InternalFailure".into()),
            "Refused" => Put::Refused("MalformedDetail".into()),
            "PublishedAtTheSecondTime" if times == 1 => Put::Failed("InternalFailure".into()),
            _ => Put::Published,
        };
        if put == Put::Published {
            self.published.lock().unwrap().push(entry.detail.clone());
        }
        put
    }
}

#[derive(Debug, Clone, Default)]
struct FakeParking {
    full: bool,
    parked: Arc<Mutex<Vec<String>>>,
}

impl Parking for FakeParking {
    async fn park(&self, record: &str, _: &str) -> Result<(), NotParked> {
        if self.full {
            return Err(NotParked("unreachable".into()));
        }
        self.parked.lock().unwrap().push(record.to_owned());
        Ok(())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a batch also holds unreadable records")]
fn record(name: &str, fates: &[Fate]) -> Result<StreamRecord, Unreadable> {
    let entry = |(index, fate): (usize, &Fate)| OutboxEntry {
        source: "s".into(),
        detail_type: format!("{fate:?}"),
        detail: format!("{name}.{index}"),
    };
    Ok(StreamRecord {
        sequence_number: name.into(),
        written_at: Some(clock::now()),
        outbox: fates.iter().enumerate().map(entry).collect(),
        json: name.into(),
    })
}

fn aged(record: Result<StreamRecord, Unreadable>, age: SignedDuration) -> Result<StreamRecord, Unreadable> {
    record.map(|record| StreamRecord { written_at: Some(clock::now() - age), ..record })
}

fn unreadable(name: &str) -> Result<StreamRecord, Unreadable> {
    Err(Unreadable { sequence_number: name.into(), json: name.into(), reason: "no string".into() })
}

fn ports() -> Ports<FakeBus, FakeParking> {
    Ports { bus: FakeBus::default(), parking: FakeParking::default(), patience: SignedDuration::from_hours(1) }
}

/// Which records are done with; a record that must come again ends the list.
async fn relay(ports: &Ports<FakeBus, FakeParking>, records: Vec<Result<StreamRecord, Unreadable>>) -> Vec<bool> {
    let outcomes = handle(ports.clone(), StreamBatch { records }).await;
    outcomes.iter().map(|outcome| matches!(outcome, Outcome::Done)).collect()
}

fn parked(ports: &Ports<FakeBus, FakeParking>) -> Vec<String> {
    ports.parking.parked.lock().unwrap().clone()
}

#[tokio::test]
async fn what_the_bus_takes_is_done_in_order_and_what_failed_once_is_put_again() {
    let ports = ports();
    let records =
        vec![record("a", &[Fate::Published; 12]), record("b", &[Fate::PublishedAtTheSecondTime]), record("c", &[])];
    assert_eq!(relay(&ports, records).await, [true, true, true]);
    let published = ports.bus.published.lock().unwrap().clone();
    assert_eq!(published.len(), 13);
    assert_eq!(published[..2], ["a.0", "a.1"]);
    assert!(parked(&ports).is_empty());
}

#[tokio::test]
async fn a_record_that_the_bus_refuses_is_parked_and_holds_up_nobody() {
    let ports = ports();
    let records =
        vec![record("a", &[Fate::Published, Fate::Refused]), unreadable("b"), record("c", &[Fate::Published])];
    assert_eq!(relay(&ports, records).await, [true, true, true]);
    assert_eq!(parked(&ports), ["a", "b"]);
    assert_eq!(*ports.bus.published.lock().unwrap(), ["a.0", "c.0"]);
}

#[tokio::test]
async fn a_record_that_fails_for_a_minute_while_others_pass_is_parked() {
    let ports = ports();
    let failing = || record("a", &[Fate::AlwaysFails]);
    assert_eq!(relay(&ports, vec![failing(), record("b", &[Fate::Published])]).await, [false]);
    assert!(parked(&ports).is_empty());
    let old = aged(failing(), SignedDuration::from_mins(2));
    assert_eq!(relay(&ports, vec![old, record("b", &[Fate::Published])]).await, [true, true]);
    assert_eq!(parked(&ports), ["a"]);
}

#[tokio::test]
async fn an_event_that_is_too_large_for_the_bus_is_parked_without_asking() {
    let ports = ports();
    let large = record("a", &[Fate::Published]).map(|mut record| {
        record.outbox[0].detail = "x".repeat(300 * 1024);
        record
    });
    assert_eq!(relay(&ports, vec![large, record("b", &[Fate::Published])]).await, [true, true]);
    assert_eq!(parked(&ports), ["a"]);
}

#[tokio::test]
async fn a_bus_that_takes_nothing_or_no_more_is_waited_for() {
    let ports = ports();
    assert_eq!(relay(&ports, vec![record("a", &[Fate::AlwaysFails])]).await, [false]);
    let records = vec![record("b", &[Fate::Published]), record("c", &[Fate::AlwaysThrottled]), record("d", &[])];
    assert_eq!(relay(&ports, records).await, [true, false]);
    let down = Ports { bus: FakeBus { down: true, ..FakeBus::default() }, ..ports.clone() };
    assert_eq!(relay(&down, vec![record("e", &[Fate::Published; 30]), unreadable("f")]).await, [false]);
    assert!(parked(&ports).is_empty());
}

#[tokio::test]
async fn a_record_is_parked_before_lambda_would_give_it_up() {
    let ports = Ports { bus: FakeBus { down: true, ..FakeBus::default() }, ..ports() };
    let old = record("a", &[Fate::Published])
        .map(|record| StreamRecord { written_at: Some(clock::now() - SignedDuration::from_hours(2)), ..record });
    assert_eq!(relay(&ports, vec![old, record("b", &[Fate::Published])]).await, [true, false]);
    assert_eq!(parked(&ports), ["a"]);
}

#[tokio::test]
async fn what_can_be_neither_published_nor_parked_comes_again() {
    let ports = Ports { parking: FakeParking { full: true, ..FakeParking::default() }, ..ports() };
    assert_eq!(relay(&ports, vec![unreadable("a"), record("b", &[Fate::Published])]).await, [false]);
}

/// What relaying these counts: each line of metrics, without what describes them.
async fn counted(ports: &Ports<FakeBus, FakeParking>, records: Vec<Result<StreamRecord, Unreadable>>) -> Vec<Value> {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = telemetry::subscriber(&Lookup::of([("_HANDLER", "outbox-relay")]), move || writer.clone());
    let _logging = tracing::subscriber::set_default(subscriber);
    relay(ports, records).await;
    let lines = lines.text();
    let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let metrics = lines.filter(|line| line["_aws"].is_object()).map(|mut line| {
        line.as_object_mut().unwrap().retain(|name, _| name != "_aws" && name != "Function");
        line
    });
    metrics.collect()
}

#[tokio::test]
async fn what_the_bus_takes_is_counted_by_name_in_one_line() {
    let late = [Fate::Published, Fate::PublishedAtTheSecondTime];
    let records = vec![record("a", &late), unreadable("b"), record("c", &[Fate::Published; 12]), record("d", &[])];
    assert_eq!(counted(&ports(), records).await, [json!({ "Published": 13, "PublishedAtTheSecondTime": 1 })]);
    assert!(counted(&ports(), vec![record("a", &[])]).await.is_empty());
}

#[tokio::test]
async fn what_the_bus_does_not_take_is_not_counted() {
    let parked = record("a", &[Fate::Published, Fate::Refused]);
    assert_eq!(counted(&ports(), vec![parked]).await, [json!({ "Published": 1 })]);
    let down = Ports { bus: FakeBus { down: true, ..FakeBus::default() }, ..ports() };
    assert!(counted(&down, vec![record("a", &[Fate::Published])]).await.is_empty());
}

#[tokio::test]
async fn what_comes_again_is_counted_when_it_is_done_with() {
    let records = || {
        vec![
            record("a", &[Fate::Published]),
            record("b", &[Fate::Published, Fate::AlwaysThrottled]),
            record("c", &[Fate::Published]),
        ]
    };
    // The second record comes again, and the third with it.
    assert_eq!(counted(&ports(), records()).await, [json!({ "Published": 1 })]);
}

#[tokio::test]
async fn a_name_that_no_metric_can_have_does_no_harm() {
    let odd = record("a", &[Fate::Published; 2]).map(|mut record| {
        record.outbox[0].detail_type = "예약\n".into();
        record
    });
    assert_eq!(counted(&ports(), vec![odd]).await, [json!({ "Published": 1, "Unnamed": 1 })]);
}

fn any_fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => Just(Fate::Published),
        1 => Just(Fate::PublishedAtTheSecondTime),
        1 => Just(Fate::AlwaysThrottled),
        1 => Just(Fate::AlwaysFails),
        1 => Just(Fate::Refused),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_record_that_is_done_is_published_whole_or_parked_whole(
        batch in prop::collection::vec(prop::collection::vec(any_fate(), 0..4), 0..12),
        down in prop::bool::weighted(0.1),
        full in prop::bool::weighted(0.1),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let bus = FakeBus { down, ..FakeBus::default() };
            let ports = Ports { bus, parking: FakeParking { full, ..FakeParking::default() }, ..ports() };
            let records: Vec<_> = batch.iter().enumerate().map(|(index, fates)| record(&index.to_string(), fates)).collect();
            let done = relay(&ports, records).await;
            let published = ports.bus.published.lock().unwrap().clone();
            for (index, is_done) in done.iter().enumerate() {
                let whole = (0..batch[index].len()).all(|entry| published.contains(&format!("{index}.{entry}")));
                let kept = whole || parked(&ports).contains(&index.to_string());
                assert!(!is_done || kept, "record {index} is lost");
                assert!(*is_done || index == done.len() - 1, "what follows a retry comes again by itself");
            }
            assert!(done.len() == batch.len() || done.last() == Some(&false), "a record is forgotten");
        });
    }
}
