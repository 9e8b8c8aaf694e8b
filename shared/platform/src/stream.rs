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
            let batch: Batch = serde_json::from_str(invocation.payload.get())
                .map_err(|error| FunctionError::new("InvalidEvent", format_args!("no batch of records: {error}")))?;
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
    let value: Value = serde_json::from_str(&json).map_err(|error| unreadable("", error.to_string()))?;
    let sequence_number = value["dynamodb"]["SequenceNumber"].as_str().unwrap_or_default();
    let outbox = match &value["dynamodb"]["NewImage"][OUTBOX] {
        Value::Null => Vec::new(),
        attribute => {
            let text = attribute["S"].as_str().ok_or_else(|| unreadable(sequence_number, "no string".into()))?;
            read_outbox(text).map_err(|error| unreadable(sequence_number, error.to_string()))?
        }
    };
    // Whole seconds, which some hosts write with a decimal point.
    #[expect(clippy::cast_possible_truncation, reason = "fractions of a second do not matter here")]
    let seconds = value["dynamodb"]["ApproximateCreationDateTime"].as_f64().map(|seconds| seconds as i64);
    let written_at = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    Ok(StreamRecord { sequence_number: sequence_number.to_owned(), written_at, outbox, json: json.clone() })
}
