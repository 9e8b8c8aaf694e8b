//! The HTTP API, as API Gateway serves it: routes, JWT authorizer, throttling, and the Lambda integration with payload
//! format 2.0.
//!
//! `routes` finds the route, `authorizer` checks the token, `throttle` counts, `event` is what the function gets and
//! `answer` what becomes of its result.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request, Response, StatusCode, request::Parts},
};
use futures::StreamExt;
use serde_json::{Map, Value, value::to_raw_value};
use tokio::time;

use crate::{
    identity::Identity,
    ids,
    lambda::{Functions, InvokeError},
    template::{ApiSpec, Route},
};

mod answer;
mod authorizer;
mod event;
mod path;
mod routes;
mod throttle;

pub use path::decoded;
pub use routes::RouteError;

use self::{event::Context, routes::Routes, throttle::Throttles};

/// API Gateway's quota for a request's line and the values of its headers.
const LARGEST_HEAD: usize = 10_240;
/// API Gateway's quota for a request's body.
const LARGEST_BODY: usize = 10 * 1024 * 1024;
/// How much of a body that is too large is still read.
const LARGEST_DRAINED: usize = 8 * LARGEST_BODY;
/// API Gateway's quota for an integration.
const INTEGRATION_TIMEOUT: Duration = Duration::from_secs(30);

/// The HTTP API.
#[derive(Debug)]
pub struct Gateway {
    api_id: String,
    routes: Routes,
    throttles: Throttles,
    identity: Arc<Identity>,
    functions: Arc<Functions>,
}

impl Gateway {
    /// The API of the template.
    pub fn new(api: &ApiSpec, identity: Arc<Identity>, functions: Arc<Functions>) -> Result<Self, RouteError> {
        let (routes, throttles) = (Routes::new(&api.routes)?, Throttles::new(api));
        Ok(Self { api_id: api.id.clone(), routes, throttles, identity, functions })
    }

    /// Answers one request.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let request_id = ids::fresh();
        let mut response = match self.integrate(request, &request_id).await {
            Ok(response) => response,
            Err(refusal) => refusal.response(),
        };
        answer::name(&mut response, &request_id);
        response
    }

    async fn integrate(&self, request: Request<Body>, request_id: &str) -> Result<Response<Body>, Refusal> {
        let (parts, body) = request.into_parts();
        if head_size(&parts) > LARGEST_HEAD {
            return Err(Refusal::HeadTooLarge);
        }
        // Functions get the path decoded: one that cannot be is nothing they could be told.
        if decoded(parts.uri.path()).is_none() {
            return Err(Refusal::BadRequest);
        }
        let (route, path_parameters) =
            self.routes.find(parts.method.as_str(), parts.uri.path()).ok_or(Refusal::NotFound)?;
        if !self.throttles.admit(&route.key) {
            return Err(Refusal::TooManyRequests);
        }
        let claims = self.authorize(route, &parts.headers).await?;
        let body = read(body).await?;
        let context = Context { api_id: &self.api_id, route_key: &route.key, request_id, path_parameters, claims };
        let payload = to_raw_value(&event::of_request(&parts, &body, context)).map_err(|_| Refusal::Failed)?;
        let invoked = self.functions.invoke(&route.function, payload);
        match time::timeout(INTEGRATION_TIMEOUT, invoked).await {
            Ok(Ok(result)) => answer::of_result(result.get()).ok_or(Refusal::Failed),
            Err(_) | Ok(Err(InvokeError::Throttled)) => Err(Refusal::Unavailable),
            Ok(Err(_)) => Err(Refusal::Failed),
        }
    }

    /// The caller's claims, where the route wants a caller.
    async fn authorize(&self, route: &Route, headers: &HeaderMap) -> Result<Option<Map<String, Value>>, Refusal> {
        let Some(authorizer) = &route.authorizer else { return Ok(None) };
        let token = authorizer::token(headers).ok_or(Refusal::Unauthorized)?;
        let claims = self.identity.verify(token, authorizer).await.ok_or(Refusal::Unauthorized)?;
        Ok(Some(authorizer::as_texts(claims)))
    }
}

/// The size of a request's line, such as `GET /rooms?limit=5 HTTP/1.1`, and of the values of its headers.
fn head_size(parts: &Parts) -> usize {
    let line = format!("{} {} {:?}", parts.method, parts.uri, parts.version);
    line.len() + parts.headers.values().map(HeaderValue::len).sum::<usize>()
}

/// Reads a body. One that is too large is read on for a while, because a client that still sends does not see an answer.
async fn read(body: Body) -> Result<Vec<u8>, Refusal> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::BadRequest)?;
        length += chunk.len();
        if length <= LARGEST_BODY {
            bytes.extend_from_slice(&chunk);
        } else if length > LARGEST_DRAINED {
            break;
        }
    }
    if length > LARGEST_BODY { Err(Refusal::TooLarge) } else { Ok(bytes) }
}

/// What API Gateway itself answers, in its own words.
#[derive(Debug, Clone, Copy)]
enum Refusal {
    BadRequest,
    NotFound,
    Unauthorized,
    HeadTooLarge,
    TooLarge,
    TooManyRequests,
    Failed,
    Unavailable,
}

impl Refusal {
    fn response(self) -> Response<Body> {
        let (status, message) = match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "Bad Request"),
            Self::NotFound => (StatusCode::NOT_FOUND, "Not Found"),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "Unauthorized"),
            // AWS tells the quota and not the status: this is the one that RFC 6585 has for it.
            Self::HeadTooLarge => (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "Request Header Fields Too Large"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"),
            Self::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests"),
            Self::Failed => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        };
        answer::of_gateway(status, message)
    }
}
