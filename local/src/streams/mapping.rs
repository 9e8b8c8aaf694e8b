//! Event source mappings of streams: read a batch, invoke, go on behind what is done.
//!
//! What failed is tried again before anything later is delivered: records of one item stay in order. Batch windows count
//! as nought: a batch is what is there.

use std::{sync::Arc, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json, value::to_raw_value};
use tokio::time;

use super::{
    discard::{self, Reason},
    position,
};
use crate::{
    clock,
    database::{Database, DatabaseError, Record},
    filter::Filter,
    lambda::{Functions, InvokeError},
    queues::{NewMessage, QueueError, Queues},
    state::{State, StateError},
    template::MappingSpec,
};

/// Pauses between attempts at a failed batch double from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// One mapping and what it works with.
#[derive(Debug)]
pub struct Deliverer {
    /// The mapping.
    pub mapping: MappingSpec,
    /// The table whose stream it reads.
    pub table: String,
    /// Its filter.
    pub filter: Filter,
    /// Where the stream is.
    pub database: Database,
    /// Where its position is kept.
    pub state: Arc<State>,
    /// Where its function is.
    pub functions: Arc<Functions>,
    /// Where its failure queue is.
    pub queues: Arc<Queues>,
}

/// Delivers the stream's records to the function, for ever.
pub async fn deliver(deliverer: Deliverer) {
    // Only the database's or the state's failure ends a round: it begins again at the position.
    while let Err(error) = deliverer.follow().await {
        tracing::error!(
            table = deliverer.table,
            error = platform::telemetry::chain(&error),
            "cannot follow the stream"
        );
        time::sleep(PAUSES.1).await;
    }
}

/// Why a stream cannot be followed any further for now.
#[derive(Debug, thiserror::Error)]
enum FollowError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Position(#[from] StateError),
    #[error("the failure queue does not take a message")]
    FailureQueue(#[from] QueueError),
}

/// How an invocation ended.
enum Outcome {
    Done,
    /// It failed from this record of the batch on.
    FailedFrom(usize),
    Throttled,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Answer {
    batch_item_failures: Vec<Failure>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl Deliverer {
    async fn follow(&self) -> Result<(), FollowError> {
        let Some(mut changes) = self.database.changes(&self.table) else { return Ok(()) };
        let after = position::read(&self.state, &self.mapping.id)?;
        let mut cursor = self.database.cursor(&self.table, after, self.mapping.from_oldest).await?;
        loop {
            let records = self.database.next_records(&mut cursor, self.mapping.batch_size).await?;
            let Some(last) = records.last().map(|record| record.sequence_number.clone()) else {
                if changes.changed().await.is_err() {
                    return Ok(());
                }
                continue;
            };
            let wanted: Vec<Record> =
                records.into_iter().filter(|record| self.filter.lets_through(&record.json.to_string())).collect();
            self.deliver_all(&wanted).await?;
            position::save(&self.state, &self.mapping.id, &last)?;
        }
    }

    /// Delivers a batch until all of it is done or given up.
    async fn deliver_all(&self, batch: &[Record]) -> Result<(), FollowError> {
        let (mut rest, mut size) = (batch, batch.len());
        let (mut retries, mut pause) = (0, PAUSES.0);
        while !rest.is_empty() {
            let old = rest.iter().take_while(|record| self.is_too_old(record)).count();
            if old > 0 {
                self.discard(&rest[..old], Reason::MaximumRecordAgeExceeded, retries)?;
                rest = &rest[old..];
                continue;
            }
            let chunk = &rest[..size.clamp(1, rest.len())];
            let done = match self.invoke(chunk).await {
                Outcome::Done => chunk.len(),
                Outcome::Throttled => 0,
                Outcome::FailedFrom(0) if self.mapping.bisect && chunk.len() > 1 => {
                    size = chunk.len() / 2;
                    0
                }
                Outcome::FailedFrom(0) if self.mapping.retries.is_some_and(|most| retries >= most) => {
                    self.discard(chunk, Reason::RetryAttemptsExhausted, retries + 1)?;
                    chunk.len()
                }
                Outcome::FailedFrom(0) => {
                    retries += 1;
                    0
                }
                Outcome::FailedFrom(failed) => failed,
            };
            if done == 0 {
                time::sleep(pause).await;
                pause = PAUSES.1.min(pause * 2);
            } else {
                position::save(&self.state, &self.mapping.id, &chunk[done - 1].sequence_number)?;
                rest = &rest[done..];
                (size, retries, pause) = (rest.len(), 0, PAUSES.0);
            }
        }
        Ok(())
    }

    fn is_too_old(&self, record: &Record) -> bool {
        let age = clock::now().as_duration().as_secs_f64() - record.created;
        self.mapping.record_age.is_some_and(|most| age > most.as_secs_f64())
    }

    async fn invoke(&self, records: &[Record]) -> Outcome {
        let event = json!({ "Records": records.iter().map(|record| &record.json).collect::<Vec<&Value>>() });
        let Ok(payload) = to_raw_value(&event) else { return Outcome::FailedFrom(0) };
        match self.functions.invoke(&self.mapping.function, payload).await {
            Err(InvokeError::Throttled) => Outcome::Throttled,
            Err(_) => Outcome::FailedFrom(0),
            Ok(_) if !self.mapping.partial_failures => Outcome::Done,
            Ok(answer) => match serde_json::from_str::<Option<Answer>>(answer.get()) {
                Ok(answer) => first_failure(records, &answer.unwrap_or_default()),
                Err(_) => Outcome::FailedFrom(0),
            },
        }
    }

    fn discard(&self, records: &[Record], reason: Reason, attempts: u32) -> Result<(), QueueError> {
        let (function, count) = (&self.mapping.function, records.len());
        tracing::warn!(function, count, ?reason, "records were given up");
        let Some(queue) = &self.mapping.failure_queue else { return Ok(()) };
        let message = discard::message(&self.mapping, &self.table, records, reason, attempts);
        self.queues.send(&[(queue, NewMessage::of(message.to_string()))]).map(drop)
    }
}

/// Of several records named the first counts; one that is not in the batch means the whole batch.
fn first_failure(records: &[Record], answer: &Answer) -> Outcome {
    let place = |failure: &Failure| {
        records.iter().position(|record| record.sequence_number == failure.item_identifier).unwrap_or(0)
    };
    answer.batch_item_failures.iter().map(place).min().map_or(Outcome::Done, Outcome::FailedFrom)
}
