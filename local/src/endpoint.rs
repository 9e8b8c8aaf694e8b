//! The AWS endpoints that the SDK in the functions calls, all on one port: DynamoDB, EventBridge, SQS and Lambda. Tables,
//! queues and the bus answer on the API's port as well, which an operator knows.

mod calls;
mod faults;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
};
use serde_json::{Value, json};

pub use calls::Calls;

use crate::{
    bus::Bus,
    database::{self, Database},
    gateway,
    lambda::{self, Functions},
    queues::{self, Queues, SqsError},
    service_faults::{Service, ServiceFault, ServiceFaults},
};

/// The largest request of any of these services: DynamoDB's.
const LARGEST: usize = 16 * 1024 * 1024;

/// The header in which SDKs name service and operation.
const TARGET: &str = "x-amz-target";

/// What answers the endpoints.
#[derive(Debug)]
pub struct Services {
    /// Base URL of the endpoints.
    pub url: String,
    /// DynamoDB.
    pub database: Database,
    /// EventBridge.
    pub bus: Bus,
    /// SQS.
    pub queues: Arc<Queues>,
    /// Lambda.
    pub functions: Arc<Functions>,
    /// What goes wrong with the others.
    pub faults: Arc<ServiceFaults>,
    /// Who calls them how often.
    pub calls: Arc<Calls>,
}

/// The endpoints as a router.
pub fn router(services: Arc<Services>) -> Router {
    Router::new().fallback(answer).layer(DefaultBodyLimit::max(LARGEST)).with_state(services)
}

/// Whether a request is one to a service, whatever port it comes to: SDKs name the operation in this header.
pub fn is_for_service(request: &Request) -> bool {
    request.uri().path() == "/" && request.headers().contains_key(TARGET)
}

/// Answers such a request.
pub async fn answer_request(services: Arc<Services>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    match axum::body::to_bytes(body, LARGEST).await {
        Ok(body) => answer(State(services), head.method, head.uri, head.headers, body).await,
        Err(error) => unknown(&error.to_string()),
    }
}

async fn answer(
    State(services): State<Arc<Services>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    if method != Method::POST {
        return unknown(&format!("{method} {}", uri.path()));
    }
    if let Some(function) = invoked(uri.path()) {
        services.calls.count(&headers, "Invoke");
        return lambda::answer(&services.functions, &function, &headers, &body).await;
    }
    let target = headers.get(TARGET).and_then(|target| target.to_str().ok()).unwrap_or_default();
    let (service, operation) = match target.split_once('.') {
        Some(("DynamoDB_20120810", operation)) => (Service::DynamoDb, operation),
        Some(("AmazonSQS", operation)) => (Service::Sqs, operation),
        Some(("AWSEvents", operation @ "PutEvents")) => (Service::Events, operation),
        _ => return unknown(target),
    };
    services.calls.count(&headers, operation);
    let fault = services.faults.of(service);
    if let Some(refusal) = fault.before(operation, &body).await {
        return refusal;
    }
    fault.after(services.answer(service, operation, &body, &fault).await).await
}

impl Services {
    async fn answer(&self, service: Service, operation: &str, body: &[u8], fault: &ServiceFault) -> Response<Body> {
        match service {
            Service::DynamoDb => {
                let answer = database::answer(&self.database, operation, body).await;
                let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                respond(status, "application/x-amz-json-1.0", answer.body)
            }
            Service::Sqs => {
                let answered = queues::answer(&self.queues, &self.url, operation, body).await;
                answered.map_or_else(|error| sqs_refusal(&error), |answer| ok("application/x-amz-json-1.0", &answer))
            }
            Service::Events => match self.bus.put_events(body, fault) {
                Ok(answer) => ok("application/x-amz-json-1.1", &answer),
                Err(error) => {
                    let body = json!({ "__type": "ValidationException", "message": error.to_string() });
                    respond(StatusCode::BAD_REQUEST, "application/x-amz-json-1.1", body.to_string())
                }
            },
        }
    }
}

/// The function's name or ARN in the path of Lambda's `Invoke`; the SDK percent-encodes an ARN's colons.
fn invoked(path: &str) -> Option<String> {
    let name = path.strip_prefix(lambda::INVOKE_PATH)?.strip_suffix("/invocations")?;
    gateway::decoded(name)
}

fn ok(content_type: &'static str, answer: &Value) -> Response<Body> {
    respond(StatusCode::OK, content_type, answer.to_string())
}

fn sqs_refusal(error: &SqsError) -> Response<Body> {
    let body = json!({ "__type": format!("com.amazonaws.sqs#{}", error.code), "message": error.message });
    let mut response = respond(StatusCode::BAD_REQUEST, "application/x-amz-json-1.0", body.to_string());
    if let Ok(code) = HeaderValue::from_str(&format!("{};Sender", error.query_code)) {
        response.headers_mut().insert("x-amzn-query-error", code);
    }
    response
}

fn unknown(what: &str) -> Response<Body> {
    let message = format!("{what} is not hosted locally");
    let body = json!({ "__type": "UnknownOperationException", "message": message });
    respond(StatusCode::BAD_REQUEST, "application/x-amz-json-1.0", body.to_string())
}

fn respond(status: StatusCode, content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invocation_is_known_by_the_path_however_the_name_is_encoded() {
        let arn = "arn:aws:lambda:ap-northeast-2:000000000000:function:save:live";
        let encoded = arn.replace(':', "%3A");
        for name in [arn, encoded.as_str()] {
            let path = format!("/2015-03-31/functions/{name}/invocations");
            assert_eq!(invoked(&path).as_deref(), Some(arn));
        }
        assert_eq!(invoked("/2015-03-31/functions/save"), None);
    }
}
