//! The entry of functions behind the HTTP API: events of payload format 2.0 in, JSON or problem+json out.

mod caller;
mod fields;
mod idempotency;
mod object;
mod page;
mod permit;
mod problem;
mod request;
mod response;

use std::future::Future;

use kernel::Access;
use lambda_http::aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use serde_json::value::{RawValue, to_raw_value};
use tracing::Instrument;

use crate::{
    function::{Function, FunctionError, Invocation},
    store::KeyLedger,
    telemetry::{Stopwatch, invocation_span},
};

pub use caller::Caller;
pub use fields::Fields;
pub use idempotency::Once;
pub use lambda_http::http::{StatusCode, header};
pub use page::{Cursor, Page, PageRequest};
pub use permit::Permit;
pub use problem::{FieldError, Problem};
pub use request::Request;
pub use response::Response;

/// A function for callers with a token, those whom its row in the table of access lets in: an event without the claims of
/// the HTTP API's authorizer never reaches it.
pub fn function<P, H, F>(access: &'static Access, ports: P, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    H: Fn(P, Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    entry(access.function, ports, handler, Some(access))
}

/// A function for everybody.
pub fn open_function<P, H, F>(name: &'static str, ports: P, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    H: Fn(P, Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    entry(name, ports, handler, None)
}

/// A function for callers with a token, whose commands are done once per `Idempotency-Key`.
pub fn command<P, L, H, F>(access: &'static Access, ports: P, ledger: L, once: Once, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    L: KeyLedger,
    H: Fn(P, Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    function(access, (ports, ledger), move |(ports, ledger), request| {
        idempotency::once(ports, ledger, once, handler.clone(), request)
    })
}

/// `access` is nothing for a function that is for everybody.
fn entry<P, H, F>(name: &'static str, ports: P, handler: H, access: Option<&'static Access>) -> Function
where
    P: Clone + Send + Sync + 'static,
    H: Fn(P, Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Response, Problem>> + Send + 'static,
{
    Function::new(move |invocation| {
        let (ports, handler) = (ports.clone(), handler.clone());
        let span = invocation_span(name, &invocation.request_id);
        async move {
            let watch = Stopwatch::start();
            let request = decode(&invocation, access)?;
            tracing::Span::current()
                .record("correlation_id", request.correlation_id.as_str())
                .record("api_request_id", &request.api_request_id);
            let correlation_id = request.correlation_id.to_string();
            let path = request.route_path.clone();
            let response = match handler(ports, request).await {
                Ok(response) => response,
                Err(problem) => {
                    tracing::info!(problem = problem.slug, "refused");
                    problem.into_response(&path, &correlation_id)
                }
            };
            tracing::info!(status = response.status.as_u16(), duration_ms = watch.milliseconds(), "answered");
            encode(&response, &correlation_id)
        }
        .instrument(span)
    })
}

fn decode(invocation: &Invocation, access: Option<&'static Access>) -> Result<Request, FunctionError> {
    let event: ApiGatewayV2httpRequest = serde_json::from_str(invocation.payload.get()).map_err(|error| {
        FunctionError::new(FunctionError::INVALID_EVENT, format_args!("no HTTP API event: {error}"))
    })?;
    let request = Request::new(event, invocation, access)?;
    if access.is_some() && !request.has_claims() {
        return Err(FunctionError::new(FunctionError::INVALID_EVENT, "an HTTP API event without claims"));
    }
    Ok(request)
}

fn encode(response: &Response, correlation_id: &str) -> Result<Box<RawValue>, FunctionError> {
    let mut event = ApiGatewayV2httpResponse::default();
    event.status_code = i64::from(response.status.as_u16());
    event.headers = response.headers(correlation_id);
    if response.status != StatusCode::NO_CONTENT {
        event.body = Some(response.body.to_string().into());
    }
    to_raw_value(&event).map_err(|error| FunctionError::new("InvalidAnswer", error))
}

#[cfg(test)]
mod tests;
