//! The entry of functions that a schedule invokes.

use std::{error::Error, future::Future};

use jiff::Timestamp;
use kernel::CorrelationId;
use serde::{Deserialize, Serialize};
use serde_json::value::to_raw_value;
use tracing::Instrument;

use crate::{
    clock,
    function::{Function, FunctionError},
    store::Cause,
    telemetry::{Stopwatch, chain, invocation_span},
};

/// What a schedule sends, as far as it matters here.
#[derive(Deserialize)]
struct Scheduled {
    id: String,
    source: String,
}

/// One run of a function that a schedule invokes.
#[derive(Debug, Clone)]
pub struct Run {
    /// Why and when whatever it decides is decided.
    pub cause: Cause,
    /// When it will be stopped.
    pub deadline: Timestamp,
}

/// A function that a schedule invokes; anything else is refused. What it causes bears the id of the schedule's event. On
/// AWS nobody reads what it answers.
pub fn function<P, A, E, H, F>(name: &'static str, ports: P, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    A: Serialize,
    E: Error + Send + Sync + 'static,
    H: Fn(P, Run) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<A, E>> + Send + 'static,
{
    Function::new(move |invocation| {
        let (ports, handler) = (ports.clone(), handler.clone());
        let span = invocation_span(name, &invocation.request_id);
        async move {
            let watch = Stopwatch::start();
            let event: Scheduled = serde_json::from_str(invocation.payload.get()).map_err(|error| {
                FunctionError::new(FunctionError::INVALID_EVENT, format_args!("no scheduled event: {error}"))
            })?;
            if event.source != "aws.events" {
                return Err(FunctionError::new(FunctionError::INVALID_EVENT, "no scheduled event"));
            }
            let correlation_id = CorrelationId::parse(&event.id)
                .map_err(|error| FunctionError::new(FunctionError::INVALID_EVENT, error))?;
            tracing::Span::current().record("correlation_id", correlation_id.as_str());
            let causation_id = format!("invocation/{}", invocation.request_id);
            let cause = Cause { correlation_id, causation_id, now: clock::now() };
            let run = Run { cause, deadline: invocation.deadline };
            let answer = handler(ports, run).await.map_err(|error| {
                tracing::error!(error = chain(&error), "failed");
                FunctionError::new("Unavailable", "it comes again at its next time")
            })?;
            tracing::info!(duration_ms = watch.milliseconds(), "done");
            to_raw_value(&answer).map_err(|error| FunctionError::new("InvalidAnswer", error))
        }
        .instrument(span)
    })
}
