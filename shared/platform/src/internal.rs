//! Synchronous calls between functions: the caller's side (a port and its adapter on Lambda's Invoke) and the callee's
//! entry. Deadlines shrink along a chain, so that a caller is still there when its callee answers.

use std::{future::Future, time::Duration};

use aws_sdk_lambda::{error::SdkError, operation::RequestId, primitives::Blob};
use jiff::{SignedDuration, Timestamp};
use kernel::CorrelationId;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::to_raw_value;
use tracing::Instrument;

use crate::{
    clock,
    config::{ConfigError, Lookup},
    function::{Function, FunctionError},
    store::{Cause, StoreError},
    telemetry::{Stopwatch, chain, invocation_span},
};

/// What the way back of an answer may take: a callee has this much less time than its caller.
const RETURN: SignedDuration = SignedDuration::from_millis(100);
/// What the quickest callee takes.
const LEAST: SignedDuration = SignedDuration::from_millis(20);

/// The payload of a synchronous call. Anything else is refused: no function has two entries.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Call<C> {
    /// What to do.
    pub command: C,
    /// The request that it goes back to.
    pub correlation_id: CorrelationId,
    /// When the caller stops waiting.
    pub deadline: Timestamp,
}

/// Why a callee gave no answer. Whether it did its work is not known.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The deadline passed.
    #[error("no answer in time")]
    TimedOut,
    /// It was not called: there was too little time left.
    #[error("too little time left for it")]
    NoTime,
    /// Its concurrency is used up.
    #[error("throttled")]
    Throttled,
    /// It failed.
    #[error("it failed: {0}")]
    Failed(String),
    /// It could not be reached.
    #[error("it could not be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The answer is not what was agreed.
    #[error("its answer cannot be read")]
    Unreadable(#[from] serde_json::Error),
}

/// A function of another context, or another entry of one's own.
///
/// An implementation MUST return by the deadline, MUST NOT call one that cannot finish by then, and never call twice for one `call`: retries along a chain multiply.
pub trait Callee<C, A>: Clone + Send + Sync + 'static {
    /// Calls it and waits for its answer, until `deadline`.
    fn call(
        &self,
        command: &C,
        correlation_id: &CorrelationId,
        deadline: Timestamp,
    ) -> impl Future<Output = Result<A, CallError>> + Send;
}

/// A function on Lambda, by the name or ARN of its alias.
#[derive(Debug, Clone)]
pub struct LambdaCallee {
    client: aws_sdk_lambda::Client,
    function: String,
    least: SignedDuration,
}

impl LambdaCallee {
    /// The function named `function`.
    pub const fn new(client: aws_sdk_lambda::Client, function: String) -> Self {
        Self { client, function, least: LEAST }
    }

    /// The same, which needs so much time: with less left it is not called.
    #[must_use]
    pub fn needing(self, least: SignedDuration) -> Self {
        Self { least, ..self }
    }

    /// The function that the setting `name` names.
    pub fn configured(
        client: &aws_sdk_lambda::Client,
        lookup: &Lookup,
        name: &'static str,
    ) -> Result<Self, ConfigError> {
        let function = lookup.required(name, "the ARN of the alias of the function to invoke")?;
        Ok(Self::new(client.clone(), function))
    }

    async fn exchange<C: Serialize, A: DeserializeOwned>(&self, call: &Call<C>) -> Result<A, CallError> {
        let left = call.deadline.duration_since(clock::now());
        if left < self.least {
            return Err(CallError::NoTime);
        }
        let left = Duration::try_from(left).map_err(|_| CallError::TimedOut)?;
        let work = self.invoke(serde_json::to_vec(call)?);
        let body = tokio::time::timeout(left, work).await.unwrap_or(Err(CallError::TimedOut))?;
        Ok(serde_json::from_slice(&body)?)
    }

    async fn invoke(&self, payload: Vec<u8>) -> Result<Vec<u8>, CallError> {
        let watch = Stopwatch::start();
        let sent = self.client.invoke().function_name(&self.function).payload(Blob::new(payload)).send().await;
        let answer = sent.map_err(|error| match error {
            SdkError::ServiceError(error) if error.err().is_too_many_requests_exception() => CallError::Throttled,
            other => CallError::Unreachable(Box::new(other)),
        })?;
        // The id that the callee's events name as their cause: this line leads from there to who called.
        let callee_request_id = answer.request_id().unwrap_or_default();
        tracing::info!(callee = self.function, callee_request_id, duration_ms = watch.milliseconds(), "called");
        let body = answer.payload.unwrap_or_else(|| Blob::new([])).into_inner();
        match answer.function_error {
            None => Ok(body),
            Some(_) => Err(CallError::Failed(error_type(&body))),
        }
    }
}

/// Lambda's name for the failure; its message stays in the callee's log.
fn error_type(body: &[u8]) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Failure {
        error_type: String,
    }
    serde_json::from_slice(body).map_or_else(|_| "unknown".to_owned(), |failure: Failure| failure.error_type)
}

impl<C, A> Callee<C, A> for LambdaCallee
where
    C: Serialize + Sync,
    A: DeserializeOwned,
{
    async fn call(&self, command: &C, correlation_id: &CorrelationId, deadline: Timestamp) -> Result<A, CallError> {
        let watch = Stopwatch::start();
        let call = Call { command, correlation_id: correlation_id.clone(), deadline };
        let answer = self.exchange(&call).await;
        if let Err(error) = &answer {
            let duration_ms = watch.milliseconds();
            tracing::warn!(callee = self.function, duration_ms, error = chain(error), "a call failed");
        }
        answer
    }
}

/// What a callee's handler is told beside the command.
#[derive(Debug, Clone)]
pub struct CallContext {
    /// Why and when whatever is decided is decided.
    pub cause: Cause,
    /// By when the answer must be on its way.
    pub deadline: Timestamp,
}

impl CallContext {
    /// The deadline for a call that this callee makes: `most` from now, and always before its own.
    pub fn deadline_within(&self, most: Duration) -> Timestamp {
        deadline_within(self.deadline, most)
    }
}

/// The deadline of a call made by somebody who must answer by `own`: at most `most` from now, and early enough for the
/// answer's way back.
pub fn deadline_within(own: Timestamp, most: Duration) -> Timestamp {
    let soonest = own.checked_sub(RETURN).unwrap_or(own);
    clock::now().checked_add(most).map_or(soonest, |limit| limit.min(soonest))
}

/// A function without a route, that only other functions call.
pub fn function<P, C, A, H, F>(name: &'static str, ports: P, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    C: DeserializeOwned + Send + 'static,
    A: Serialize,
    H: Fn(P, C, CallContext) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<A, StoreError>> + Send + 'static,
{
    Function::new(move |invocation| {
        let (ports, handler) = (ports.clone(), handler.clone());
        let span = invocation_span(name, &invocation.request_id);
        async move {
            let watch = Stopwatch::start();
            let call: Call<C> = serde_json::from_str(invocation.payload.get())
                .map_err(|error| FunctionError::new(FunctionError::INVALID_CALL, error))?;
            tracing::Span::current().record("correlation_id", call.correlation_id.as_str());
            let now = clock::now();
            if call.deadline <= now {
                return Err(FunctionError::new("DeadlinePassed", "the caller has stopped waiting"));
            }
            let causation_id = format!("invocation/{}", invocation.request_id);
            let context = CallContext {
                cause: Cause { correlation_id: call.correlation_id, causation_id, now },
                deadline: call.deadline.min(invocation.deadline),
            };
            let answer = handler(ports, call.command, context).await.map_err(|error| {
                tracing::error!(error = chain(&error), "failed");
                FunctionError::new("Unavailable", "the store failed")
            })?;
            tracing::info!(duration_ms = watch.milliseconds(), "answered a call");
            to_raw_value(&answer).map_err(|error| FunctionError::new("InvalidAnswer", error))
        }
        .instrument(span)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callee_has_less_time_than_its_caller() {
        let own = clock::now() + Duration::from_secs(5);
        assert!(deadline_within(own, Duration::from_mins(1)) < own);
        assert!(deadline_within(own, Duration::from_millis(610)) < clock::now() + Duration::from_millis(700));
    }

    #[test]
    fn a_payload_with_anything_more_is_refused() {
        let call = r#"{"command": 1, "correlationId": "c", "deadline": "2026-11-21T00:00:00Z"}"#;
        assert!(serde_json::from_str::<Call<u8>>(call).is_ok());
        let more = call.replace("\"command\"", "\"requestContext\": {}, \"command\"");
        assert!(serde_json::from_str::<Call<u8>>(&more).is_err());
    }
}
