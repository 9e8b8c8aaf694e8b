//! The entry of functions behind a table's stream. Records of one item are in order, so the batch stops at the first
//! record that failed, and Lambda sends again from there.

use std::{error::Error, future::Future};

use aws_lambda_events::event::streams::DynamoDbEventResponse;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{
    Value,
    value::{RawValue, to_raw_value},
};
use tracing::Instrument;

use crate::{
    function::{Function, FunctionError},
    store::{OUTBOX, OutboxEntry, read_outbox},
    telemetry::{Stopwatch, chain, invocation_span},
};

/// One record of a stream, with what its item has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamRecord {
    /// The record's place in its shard.
    pub sequence_number: String,
    /// When its item was written, to the second; nothing where the stream does not say.
    pub written_at: Option<Timestamp>,
    /// The item's outbox; empty where it has none.
    pub outbox: Vec<OutboxEntry>,
    /// The whole record as it came, to be parked where it cannot be handled.
    pub json: String,
}

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(rename = "Records", borrow)]
    records: Vec<&'a RawValue>,
}

/// What became of a record.
#[derive(Debug)]
pub enum Outcome<E> {
    /// It is done with.
    Done,
    /// It must come again, and with it all that follow.
    Retry(E),
}

/// A batch of records, and those of them that are unreadable.
#[derive(Debug)]
pub struct StreamBatch {
    /// The records in order; an unreadable one is given as its JSON and what is wrong with it.
    pub records: Vec<Result<StreamRecord, Unreadable>>,
}

/// A record that cannot be decoded: it will not get better.
#[derive(Debug)]
pub struct Unreadable {
    /// The record's place in its shard, where that much could be read.
    pub sequence_number: String,
    /// The record as it came.
    pub json: String,
    /// What is wrong.
    pub reason: String,
}

/// A function that is handed the batches of a stream. The handler answers one outcome per record, in order; it may stop
/// early, at the first [`Outcome::Retry`].
pub fn function<P, E, H, F>(name: &'static str, ports: P, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    E: Error + Send + Sync + 'static,
    H: Fn(P, StreamBatch) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Vec<Outcome<E>>> + Send + 'static,
{
    Function::new(move |invocation| {
        let (ports, handler) = (ports.clone(), handler.clone());
        let span = invocation_span(name, &invocation.request_id);
        async move {
            let watch = Stopwatch::start();
            let batch: Batch = serde_json::from_str(invocation.payload.get()).map_err(|error| {
                FunctionError::new(FunctionError::INVALID_EVENT, format_args!("no batch of records: {error}"))
            })?;
            let records: Vec<_> = batch.records.iter().map(|record| decode(record)).collect();
            let numbers: Vec<String> = records.iter().map(|record| number(record).to_owned()).collect();
            let outcomes = handler(ports, StreamBatch { records }).await;
            let mut response = DynamoDbEventResponse::default();
            let failed = outcomes.iter().zip(&numbers).find_map(|(outcome, number)| match outcome {
                Outcome::Done => None,
                Outcome::Retry(error) => Some((error, number)),
            });
            if let Some((error, number)) = failed {
                tracing::error!(error = chain(error), sequence_number = number, "a record failed and will come again");
                let mut failure = aws_lambda_events::event::streams::DynamoDbBatchItemFailure::default();
                failure.item_identifier = Some(number.clone());
                response.batch_item_failures.push(failure);
            }
            let retried = failed.is_some();
            tracing::info!(records = numbers.len(), retried, duration_ms = watch.milliseconds(), "handled a batch");
            to_raw_value(&response).map_err(|error| FunctionError::new("InvalidAnswer", error))
        }
        .instrument(span)
    })
}

fn number(record: &Result<StreamRecord, Unreadable>) -> &str {
    match record {
        Ok(record) => &record.sequence_number,
        Err(record) => &record.sequence_number,
    }
}

fn decode(record: &RawValue) -> Result<StreamRecord, Unreadable> {
    let json = record.get().to_owned();
    let unreadable = |sequence_number: &str, reason: String| Unreadable {
        sequence_number: sequence_number.to_owned(),
        json: json.clone(),
        reason,
    };
    let value: Value = serde_json::from_str(&json).map_err(|error| unreadable("", chain(&error)))?;
    let sequence_number = value["dynamodb"]["SequenceNumber"].as_str().unwrap_or_default();
    let outbox = match &value["dynamodb"]["NewImage"][OUTBOX] {
        Value::Null => Vec::new(),
        attribute => {
            let text = attribute["S"].as_str().ok_or_else(|| unreadable(sequence_number, "no string".into()))?;
            read_outbox(text).map_err(|error| unreadable(sequence_number, chain(&error)))?
        }
    };
    // Whole seconds, which some hosts write with a decimal point.
    #[expect(clippy::cast_possible_truncation, reason = "fractions of a second do not matter here")]
    let seconds = value["dynamodb"]["ApproximateCreationDateTime"].as_f64().map(|seconds| seconds as i64);
    let written_at = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    Ok(StreamRecord { sequence_number: sequence_number.to_owned(), written_at, outbox, json: json.clone() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{clock, function::Invocation};

    fn record(number: &str, image: &Value) -> Value {
        json!({ "eventName": "INSERT", "dynamodb": {
            "ApproximateCreationDateTime": 1_795_230_000.5, "SequenceNumber": number, "NewImage": image,
        }})
    }

    fn with_event(name: &str) -> Value {
        let entries = json!([{ "source": "tickets", "detailType": name, "detail": "{}" }]);
        json!({ "pk": { "S": "Ticket#T-1" }, "outbox": { "S": entries.to_string() } })
    }

    /// What a handler that fails on events named `Fails` answers, and what it was given.
    async fn answer(records: Value) -> (Value, Vec<String>) {
        let (sender, receiver) = std::sync::mpsc::channel();
        let function = function("relay", sender, |sender: std::sync::mpsc::Sender<String>, batch| async move {
            let outcome = |record: &Result<StreamRecord, Unreadable>| match record {
                Err(unreadable) => {
                    sender.send(format!("unreadable: {}", unreadable.reason)).unwrap();
                    Outcome::Done
                }
                Ok(record) => {
                    let names: Vec<_> = record.outbox.iter().map(|entry| entry.detail_type.clone()).collect();
                    sender.send(format!("{:?} {names:?}", record.written_at.map(Timestamp::as_second))).unwrap();
                    if names == ["Fails"] { Outcome::Retry(std::io::Error::other("down")) } else { Outcome::Done }
                }
            };
            batch.records.iter().map(outcome).collect()
        });
        let payload = to_raw_value(&json!({ "Records": records })).unwrap();
        let invocation = Invocation { payload, request_id: "r".into(), deadline: clock::now() };
        let answer = serde_json::from_str(function.call(invocation).await.unwrap().get()).unwrap();
        (answer, receiver.try_iter().collect())
    }

    #[tokio::test]
    async fn a_batch_comes_again_from_the_first_record_that_failed() {
        let records = json!([
            record("1", &with_event("Sold")),
            record("2", &with_event("Fails")),
            record("3", &with_event("Fails")),
        ]);
        let (answer, given) = answer(records).await;
        assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "2" }] }));
        assert_eq!(given[0], r#"Some(1795230000) ["Sold"]"#);
    }

    #[tokio::test]
    async fn a_record_without_an_outbox_has_nothing_to_tell_and_a_broken_one_is_handed_over_as_it_is() {
        let records = json!([
            record("1", &json!({ "pk": { "S": "Claim" } })),
            { "eventName": "REMOVE", "dynamodb": { "SequenceNumber": "2" } },
            record("3", &json!({ "outbox": { "N": "1" } })),
            record("4", &json!({ "outbox": { "S": "[" } })),
        ]);
        let (answer, given) = answer(records).await;
        assert_eq!(answer, json!({ "batchItemFailures": [] }));
        assert_eq!(given[0], "Some(1795230000) []");
        assert_eq!(given[1], "None []");
        assert!(given[2..].iter().all(|given| given.starts_with("unreadable")), "{given:?}");
    }

    #[tokio::test]
    async fn what_is_no_batch_is_an_error() {
        let function = function("relay", (), |(), _| async { Vec::<Outcome<std::io::Error>>::new() });
        let payload = to_raw_value(&json!({ "command": {} })).unwrap();
        let invocation = Invocation { payload, request_id: "r".into(), deadline: clock::now() };
        assert_eq!(function.call(invocation).await.unwrap_err().error_type, "InvalidEvent");
    }
}
