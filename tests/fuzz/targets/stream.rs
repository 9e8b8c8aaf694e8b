//! Batches of a table's stream, to the relay. Whatever is unreadable is parked whole, and an event that is right gets out.

use std::sync::{Arc, LazyLock, Mutex};

use jiff::SignedDuration;
use outbox_relay::{
    bus::{Bus, BusDown, Put},
    parking::{NotParked, Parking},
    relay,
};
use platform::{function::Function, store::OutboxEntry, stream};
use serde_json::{Value, json, value::to_raw_value};

use super::{Target, assert_refused, invoke, payload, seeds, wait};

pub const TARGET: Target = Target { name: "stream", seeds: || seeds::of(is_stream), run };

/// A record whose event is right.
static RIGHT: LazyLock<Value> = LazyLock::new(|| {
    let sample = seeds::by_function(is_stream).remove("outbox-relay").expect("the relay's sample");
    sample["Records"][0].clone()
});

pub fn is_stream(sample: &Value) -> bool {
    sample["Records"][0]["eventSource"] == "aws:dynamodb"
}

/// Takes every event, or none, and every record.
#[derive(Clone, Default)]
struct Taking {
    refuses: bool,
    events: Arc<Mutex<Vec<OutboxEntry>>>,
    records: Arc<Mutex<Vec<String>>>,
}

impl Bus for Taking {
    async fn put(&self, entries: &[OutboxEntry]) -> Result<Vec<Put>, BusDown> {
        if self.refuses {
            return Ok(entries.iter().map(|_| Put::Refused("MalformedDetail".into())).collect());
        }
        self.events.lock().unwrap().extend_from_slice(entries);
        Ok(entries.iter().map(|_| Put::Published).collect())
    }
}

impl Parking for Taking {
    async fn park(&self, record: &str, _: &str) -> Result<(), NotParked> {
        self.records.lock().unwrap().push(record.to_owned());
        Ok(())
    }
}

fn run(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    let batch: Option<Value> = serde_json::from_str(payload.get()).ok();
    let records = batch.as_ref().and_then(|batch| batch["Records"].as_array());
    let payload = records.map_or(payload, |records| {
        let records: Vec<&Value> = records.iter().chain([&*RIGHT]).collect();
        to_raw_value(&json!({ "Records": records })).unwrap()
    });
    for refuses in [false, true] {
        let taking = Taking { refuses, ..Taking::default() };
        match wait(invoke(&relay(&taking), payload.clone())) {
            Ok(answer) => {
                // What has no records by name is none of Lambda's, and need not tell of any.
                if let Some(others) = records.map(Vec::len) {
                    check(&taking, others, &answer);
                }
            }
            Err(error) => assert_refused("outbox-relay", &error),
        }
    }
}

fn relay(taking: &Taking) -> Function {
    let (bus, parking) = (taking.clone(), taking.clone());
    let ports = relay::Ports { bus, parking, patience: SignedDuration::from_mins(10) };
    stream::function("outbox-relay", ports, relay::handle)
}

/// Nobody fails here, so every record is done with: its events are on the bus, or it is parked.
fn check(taking: &Taking, others: usize, answer: &Value) {
    assert_eq!(answer["batchItemFailures"], json!([]), "the relay wants again what it can handle");
    let (events, records) = (taking.events.lock().unwrap(), taking.records.lock().unwrap());
    assert!(records.len() <= others + 1, "{} of {} records are parked", records.len(), others + 1);
    let is_right = |record: &String| serde_json::from_str::<Value>(record).is_ok_and(|record| record == *RIGHT);
    let out = !events.is_empty() && events.last().is_some_and(|event| event.source.starts_with("accommodation."));
    assert_eq!(out, !taking.refuses, "an event that is right is not on the bus");
    assert_eq!(records.last().is_some_and(is_right), taking.refuses, "what the bus refuses is not parked");
}
