//! What the system answered, with assertions that say what was asked.

use std::fmt;

use reqwest::{RequestBuilder, header::HeaderMap};
use serde_json::Value;

use crate::contract::CONTRACT;

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    request: String,
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let (http, request) = request.build_split();
        let request = request.expect("a request");
        let asked = format!("{} {}", request.method(), request.url());
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let answer = http.execute(request).await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let status = answer.status().as_u16();
        let headers = answer.headers().clone();
        let body = answer.text().await.unwrap_or_else(|error| panic!("{asked}: {error:?}"));
        let answer = Self { request: asked, status, headers, body };
        let broken = CONTRACT.broken_by(method.as_str(), &path, &answer);
        assert!(broken.is_empty(), "the OpenAPI document has it otherwise: {}\n{answer}", broken.join("\n"));
        answer
    }

    /// Method and URL of what was asked.
    pub fn request(&self) -> &str {
        &self.request
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// `Retry-After` in seconds; panics where it is missing or not at least one.
    #[track_caller]
    pub fn retry_after(&self) -> u64 {
        let seconds = self.header("retry-after").and_then(|value| value.parse().ok());
        seconds.filter(|seconds| *seconds > 0).unwrap_or_else(|| panic!("Retry-After in seconds is missing: {self}"))
    }

    /// The body as it came.
    pub fn text(&self) -> &str {
        &self.body
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {self}"))
    }

    /// A text field of the body.
    #[track_caller]
    pub fn str(&self, field: &str) -> String {
        let body = self.json();
        body[field].as_str().unwrap_or_else(|| panic!("no text in `{field}`: {self}")).to_owned()
    }

    /// Itself, if the status is the expected one.
    #[track_caller]
    #[expect(clippy::return_self_not_must_use, reason = "to assert the status is a use")]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// Whether this is the refusal `slug`.
    pub fn refuses(&self, slug: &str) -> bool {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["type"] == format!("urn:problem:{slug}")
    }

    /// The body of the refusal `slug` with this status.
    #[track_caller]
    pub fn problem(&self, status: u16, slug: &str) -> Value {
        let body = self.any_problem(status);
        assert!(self.refuses(slug), "not `{slug}`: {self}");
        body
    }

    /// The body of a refusal with this status: RFC 9457, and the members that every refusal here has.
    #[track_caller]
    pub fn any_problem(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self}");
        let body = self.json();
        let slug = body["type"].as_str().and_then(|kind| kind.strip_prefix("urn:problem:"));
        assert!(slug.is_some_and(|slug| !slug.is_empty()), "no type: {self}");
        assert_eq!(body["status"], status, "the body repeats the status: {self}");
        for member in ["title", "detail", "instance"] {
            assert!(body[member].as_str().is_some_and(|text| !text.is_empty()), "no {member}: {self}");
        }
        let correlation = self.header("x-correlation-id");
        assert!(correlation.is_some(), "no X-Correlation-Id: {self}");
        assert_eq!(body["correlationId"].as_str(), correlation, "{self}");
        body
    }

    /// The JSON pointers of the fields that a 422 names, in order.
    #[track_caller]
    pub fn wrong_fields(&self) -> Vec<String> {
        let body = self.any_problem(422);
        let errors = body["errors"].as_array().unwrap_or_else(|| panic!("no errors: {self}"));
        let pointer = |error: &Value| {
            assert!(error["detail"].as_str().is_some_and(|text| !text.is_empty()), "no detail: {self}");
            error["pointer"].as_str().unwrap_or_else(|| panic!("no pointer: {self}")).to_owned()
        };
        let mut pointers: Vec<String> = errors.iter().map(pointer).collect();
        pointers.sort();
        pointers
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered {} {}", self.request, self.status, self.body)
    }
}
