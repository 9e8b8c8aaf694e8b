//! Lambda's `Invoke` over HTTP, for the SDK.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
};
use serde_json::{json, value::RawValue};

use super::{functions::Functions, invocation::InvokeError};
use crate::ids;

/// What the path of an invocation begins with; the function's name and `/invocations` follow.
pub const INVOKE_PATH: &str = "/2015-03-31/functions/";

/// Where an SDK finds the id of the invocation.
const REQUEST_ID: &str = "x-amzn-requestid";

/// Invokes the function for an SDK.
pub async fn answer(functions: &Functions, name: &str, headers: &HeaderMap, payload: &[u8]) -> Response<Body> {
    let request_id = ids::fresh();
    let mut response = invoke(functions, &request_id, name, headers, payload).await;
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

async fn invoke(
    functions: &Functions,
    request_id: &str,
    name: &str,
    headers: &HeaderMap,
    payload: &[u8],
) -> Response<Body> {
    let kind = headers.get("x-amz-invocation-type").and_then(|kind| kind.to_str().ok()).unwrap_or("RequestResponse");
    if kind != "RequestResponse" {
        let message = format!("only the invocation type RequestResponse is hosted locally, not {kind}");
        return refusal(StatusCode::BAD_REQUEST, "InvalidParameterValueException", &message);
    }
    let payload = if payload.is_empty() { b"{}" } else { payload };
    let Ok(payload) = serde_json::from_slice::<Box<RawValue>>(payload) else {
        let message = "Could not parse request body into json";
        return refusal(StatusCode::BAD_REQUEST, "InvalidRequestContentException", message);
    };
    match functions.invoke_as(request_id.to_owned(), name, payload).await {
        Ok(result) => outcome(None, result.get().to_owned()),
        Err(InvokeError::Failed(error) | InvokeError::TimedOut(error)) => {
            let body = json!({ "errorType": error.error_type, "errorMessage": error.message });
            outcome(Some("Unhandled"), body.to_string())
        }
        Err(error @ InvokeError::Throttled) => {
            refusal(StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException", &error.to_string())
        }
        Err(error @ InvokeError::NotFound(_)) => {
            refusal(StatusCode::NOT_FOUND, "ResourceNotFoundException", &error.to_string())
        }
    }
}

fn outcome(error: Option<&'static str>, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("x-amz-executed-version", HeaderValue::from_static("1"));
    if let Some(error) = error {
        headers.insert("x-amz-function-error", HeaderValue::from_static(error));
    }
    response
}

fn refusal(status: StatusCode, kind: &'static str, message: &str) -> Response<Body> {
    let body = json!({ "Type": "User", "Message": message });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("x-amzn-errortype", HeaderValue::from_static(kind));
    response
}
