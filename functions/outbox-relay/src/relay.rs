//! What becomes of each record of a batch: published, parked, or asked for again. Never lost.

pub mod publishing;

use jiff::{SignedDuration, Timestamp};
use platform::{
    clock, metrics,
    store::OutboxEntry,
    stream::{Outcome, StreamBatch, StreamRecord, Unreadable},
};
use publishing::{Published, publish};
use serde::Deserialize;

use crate::{
    bus::{Bus, BusDown},
    parking::{NotParked, Parking},
};

/// What the relay works with.
#[derive(Debug, Clone)]
pub struct Ports<B, P> {
    /// Where events go.
    pub bus: B,
    /// Where records go that cannot be published.
    pub parking: P,
    /// How old a record may get before it is parked although it may be the bus that fails.
    pub patience: SignedDuration,
}

/// How long a record that fails while others pass holds up its stream before it is parked: a short trouble of the bus
/// shall not send healthy events to a person.
const SHORT_TROUBLE: SignedDuration = SignedDuration::from_mins(1);

/// Why a record must come again.
#[derive(Debug, thiserror::Error)]
pub enum NotRelayed {
    /// The bus does not answer.
    #[error(transparent)]
    BusDown(#[from] BusDown),
    /// The bus takes no entry, or no more of them for now.
    #[error("the bus is at its limit: {0}")]
    BusBusy(String),
    /// It cannot be published, nor parked.
    #[error(transparent)]
    NotParked(#[from] NotParked),
}

/// Publishes the outboxes of a batch, in order as far as the bus lets it, and counts what the bus took by the events' names:
/// these are the business's own numbers.
pub async fn handle<B: Bus, P: Parking>(ports: Ports<B, P>, batch: StreamBatch) -> Vec<Outcome<NotRelayed>> {
    let entries = batch.records.iter().flat_map(outbox);
    let mut results = publish(&ports.bus, &entries.cloned().collect::<Vec<_>>()).await;
    let some_got_through = results.iter().any(|result| matches!(result, Published::Yes));
    let now = clock::now();
    let mut outcomes = Vec::new();
    let mut accepted: Vec<&str> = Vec::new();
    for record in &batch.records {
        let own = outbox(record);
        let rest = results.split_off(own.len().min(results.len()));
        let taken = own.iter().zip(&results).filter(|(_, result)| matches!(result, Published::Yes));
        let taken: Vec<&str> = taken.map(|(entry, _)| entry.detail_type.as_str()).collect();
        let failure = results.into_iter().find(|result| !matches!(result, Published::Yes));
        results = rest;
        let outcome = match settle(&ports, record, failure, some_got_through, now).await {
            Ok(()) => Outcome::Done,
            Err(error) => Outcome::Retry(error),
        };
        let stop = matches!(outcome, Outcome::Retry(_));
        // What comes again is counted when it is done with, not twice.
        if !stop {
            accepted.extend(taken);
        }
        outcomes.push(outcome);
        // All that follow come again with it.
        if stop {
            break;
        }
    }
    metrics::counts(accepted.into_iter().map(|name| (name, 1)));
    outcomes
}

/// What a record has to publish.
fn outbox(record: &Result<StreamRecord, Unreadable>) -> &[OutboxEntry] {
    record.as_ref().map(|record| record.outbox.as_slice()).unwrap_or_default()
}

/// Parks a record that cannot be published; asks for one again where the fault may be the bus's.
async fn settle<B: Bus, P: Parking>(
    ports: &Ports<B, P>,
    record: &Result<StreamRecord, Unreadable>,
    failure: Option<Published>,
    some_got_through: bool,
    now: Timestamp,
) -> Result<(), NotRelayed> {
    let (json, reason) = match (record, failure) {
        (Err(unreadable), _) => (&unreadable.json, unreadable.reason.clone()),
        (Ok(_), None | Some(Published::Yes)) => {
            log_published(record);
            return Ok(());
        }
        (Ok(record), Some(Published::Never(reason))) => (&record.json, reason),
        // Others got through, and that for a while: it is this record that fails.
        (Ok(record), Some(Published::Failed(reason))) if some_got_through && is_old(record, SHORT_TROUBLE, now) => {
            (&record.json, reason)
        }
        (Ok(record), Some(failure)) if is_old(record, ports.patience, now) => (&record.json, failure.reason()),
        (Ok(_), Some(Published::Down(error))) => return Err(error.into()),
        (Ok(_), Some(Published::Failed(reason) | Published::Throttled(reason))) => {
            return Err(NotRelayed::BusBusy(reason));
        }
    };
    let (sequence_number, event_ids) = told(record);
    tracing::error!(reason, sequence_number, event_ids, "a record cannot be published and is parked");
    ports.parking.park(json, &reason).await?;
    Ok(())
}

/// What tells one record from another in the log: its place in the stream, and the events in it.
fn told(record: &Result<StreamRecord, Unreadable>) -> (&str, String) {
    match record {
        Err(unreadable) => (&unreadable.sequence_number, String::new()),
        Ok(record) => {
            let ids = record.outbox.iter().filter_map(|entry| Told::of(&entry.detail)).map(|told| told.event_id);
            (&record.sequence_number, ids.collect::<Vec<_>>().join(" "))
        }
    }
}

/// What the log says of an event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "they are called so in the envelope")]
struct Told {
    event_id: String,
    correlation_id: String,
    causation_id: String,
}

impl Told {
    fn of(detail: &str) -> Option<Self> {
        serde_json::from_str(detail).ok()
    }
}

/// One line per event, so that what became of a request can be followed by its id, and from its end back to it by causes.
fn log_published(record: &Result<StreamRecord, Unreadable>) {
    let told = outbox(record).iter().filter_map(|entry| Told::of(&entry.detail));
    for Told { event_id, correlation_id, causation_id } in told {
        tracing::info!(event_id, correlation_id, causation_id, "published an event");
    }
}

fn is_old(record: &StreamRecord, patience: SignedDuration, now: Timestamp) -> bool {
    record.written_at.is_some_and(|written| now.duration_since(written) > patience)
}

#[cfg(test)]
mod tests;
