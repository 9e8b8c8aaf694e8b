//! The entry of functions behind a queue of events. Each message is decoded and handled by itself, and only those that
//! failed come back: one broken message never holds up its batch, and after its retries it lies in the dead-letter
//! queue.

mod timer;

use std::{error::Error, future::Future};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use futures::{StreamExt, stream};
use kernel::{CorrelationId, Envelope};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::{RawValue, to_raw_value};
use tracing::Instrument;

use crate::{
    clock,
    function::{Function, FunctionError},
    store::Cause,
    telemetry::{Stopwatch, chain, invocation_span},
};

pub use timer::{NotSent, QueueAgain, SendAgain, Timing, timer_function};

/// How many messages of a batch are handled at once.
const CONCURRENCY: usize = 10;

/// An event from the bus, as a consumer sees it.
#[derive(Debug, Clone)]
pub struct Delivered<D> {
    /// The event.
    pub event: Envelope<D>,
    /// Why and when whatever the consumer decides on it is decided.
    pub cause: Cause,
    /// The message as it came.
    body: String,
}

/// What the bus puts around an event.
#[derive(Deserialize)]
struct BusEvent<'a> {
    #[serde(borrow)]
    detail: &'a RawValue,
}

/// Why a message was not handled; it will come again.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("the message has no body")]
    Empty,
    #[error("the message is no event that this consumer knows")]
    Undecodable(#[from] serde_json::Error),
    #[error("the event has no usable correlation id")]
    Uncorrelated(#[from] kernel::correlation::CorrelationIdError),
    #[error("the event could not be handled")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

/// A function that is handed each event of its queue, some of them more than once and in any order.
pub fn function<P, D, E, H, F>(name: &'static str, ports: P, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    D: DeserializeOwned + Send + 'static,
    E: Error + Send + Sync + 'static,
    H: Fn(P, Delivered<D>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<(), E>> + Send + 'static,
{
    batch_function(name, ports, move |ports: P, events: Vec<Delivered<D>>| {
        let handler = handler.clone();
        async move {
            let work = events.into_iter().map(|event| {
                let Cause { correlation_id, causation_id: event_id, .. } = &event.cause;
                let span = tracing::error_span!("event", event_id, correlation_id = correlation_id.as_str());
                handler(ports.clone(), event).instrument(span)
            });
            stream::iter(work).buffered(CONCURRENCY).collect().await
        }
    })
}

/// A function that is handed all readable events of a batch at once, and answers one result for each, in their order.
pub fn batch_function<P, D, E, H, F>(name: &'static str, ports: P, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    D: DeserializeOwned + Send + 'static,
    E: Error + Send + Sync + 'static,
    H: Fn(P, Vec<Delivered<D>>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Vec<Result<(), E>>> + Send + 'static,
{
    Function::new(move |invocation| {
        let (ports, handler) = (ports.clone(), handler.clone());
        let span = invocation_span(name, &invocation.request_id);
        async move {
            let watch = Stopwatch::start();
            let batch: SqsEvent = serde_json::from_str(invocation.payload.get()).map_err(|error| {
                FunctionError::new(FunctionError::INVALID_EVENT, format_args!("no batch of messages: {error}"))
            })?;
            let messages = batch.records.len();
            let mut response = SqsBatchResponse::default();
            let (told, events) = decode_all(batch.records, &mut response);
            let results = handler(ports, events).await;
            for (told, result) in told.into_iter().zip(results) {
                match result {
                    Ok(()) => told.log_handled(),
                    Err(error) => fail(&mut response, told, &Refused::Failed(Box::new(error))),
                }
            }
            let failures = response.batch_item_failures.len();
            tracing::info!(messages, failures, duration_ms = watch.milliseconds(), "handled a batch");
            to_raw_value(&response).map_err(|error| FunctionError::new("InvalidAnswer", error))
        }
        .instrument(span)
    })
}

/// What the log says of a message.
#[derive(Debug, Default)]
struct Told {
    message_id: String,
    event_id: String,
    event_type: String,
    correlation_id: String,
}

impl Told {
    /// One line per event, so that what became of a request can be followed by its id.
    fn log_handled(&self) {
        tracing::info!(
            event_id = self.event_id,
            event_type = self.event_type,
            correlation_id = self.correlation_id,
            "handled an event"
        );
    }
}

/// The readable events, with what the log says of them; the others have failed.
fn decode_all<D: DeserializeOwned>(
    messages: Vec<SqsMessage>,
    response: &mut SqsBatchResponse,
) -> (Vec<Told>, Vec<Delivered<D>>) {
    let mut told = Vec::new();
    let mut events = Vec::new();
    for message in messages {
        let message_id = message.message_id.clone().unwrap_or_default();
        match decode(&message) {
            Ok(delivered) => {
                let Delivered { event, cause, .. } = &delivered;
                let (event_id, event_type) = (event.event_id.to_string(), event.event_type.clone());
                told.push(Told { message_id, event_id, event_type, correlation_id: cause.correlation_id.to_string() });
                events.push(delivered);
            }
            Err(refused) => fail(response, Told { message_id, ..Told::default() }, &refused),
        }
    }
    (told, events)
}

fn fail(response: &mut SqsBatchResponse, told: Told, refused: &Refused) {
    tracing::error!(
        message_id = told.message_id,
        event_id = told.event_id,
        event_type = told.event_type,
        correlation_id = told.correlation_id,
        error = chain(refused),
        "a message failed and will come again"
    );
    response.add_failure(told.message_id);
}

fn decode<D: DeserializeOwned>(message: &SqsMessage) -> Result<Delivered<D>, Refused> {
    let body = message.body.as_deref().ok_or(Refused::Empty)?;
    let bus_event: BusEvent = serde_json::from_str(body)?;
    let event: Envelope<D> = serde_json::from_str(bus_event.detail.get())?;
    let cause = Cause {
        correlation_id: CorrelationId::parse(&event.correlation_id)?,
        causation_id: event.event_id.to_string(),
        now: clock::now(),
    };
    Ok(Delivered { event, cause, body: body.to_owned() })
}

#[cfg(test)]
mod tests;
