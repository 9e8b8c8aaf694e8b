//! An answer.

use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::problem::PATH;

/// What a handler answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The HTTP status.
    pub status: StatusCode,
    /// The JSON body; left out with 204.
    pub body: Value,
    content_type: &'static str,
    headers: Vec<(HeaderName, String)>,
}

impl Response {
    /// An answer with a JSON body.
    pub const fn new(status: StatusCode, body: Value) -> Self {
        Self { status, body, content_type: "application/json", headers: Vec::new() }
    }

    /// 200.
    pub const fn ok(body: Value) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// 201 with the `Location` of what was made, a path: what is no ASCII in it is percent-encoded.
    #[must_use]
    pub fn created(location: &str, body: Value) -> Self {
        let location = utf8_percent_encode(location, PATH).to_string();
        Self::new(StatusCode::CREATED, body).with(header::LOCATION, location)
    }

    pub(super) const fn problem(status: StatusCode, body: Value) -> Self {
        Self { status, body, content_type: "application/problem+json", headers: Vec::new() }
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Says after how many seconds a retry makes sense.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        self.with(header::RETRY_AFTER, seconds.to_string())
    }

    pub(super) fn is_problem(&self) -> bool {
        self.content_type != "application/json"
    }

    /// The headers that the handler has set.
    pub(super) fn own_headers(&self) -> Vec<(String, String)> {
        self.headers.iter().map(|(name, value)| (name.to_string(), value.clone())).collect()
    }

    pub(super) fn headers(&self, correlation_id: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        // What one caller may see is nobody else's, proxies included.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let all = self.headers.iter().cloned();
        for (name, value) in all.chain([(HeaderName::from_static("x-correlation-id"), correlation_id.to_owned())]) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        headers
    }
}
