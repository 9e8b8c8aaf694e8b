//! What is asked and what is answered.

use std::{fmt, time::Duration};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use http::{
    HeaderName, Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{BaseUrl, BearerToken};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// What a header's value cannot hold, and what would make two keys one.
const UNFIT: &AsciiSet = &CONTROLS.add(b' ').add(b'%');

/// One request.
pub struct Request<'a> {
    /// Its method.
    pub method: Method,
    /// Its path below the base URL, segment by segment, each as plain text.
    pub path: &'a [&'a str],
    /// `Idempotency-Key`, for what must be done once. What is not visible ASCII travels percent-encoded.
    pub idempotency_key: Option<&'a str>,
    /// JSON.
    pub body: Option<String>,
}

impl Request<'_> {
    pub(super) fn to_http(&self, base: &BaseUrl, token: &BearerToken) -> Result<http::Request<SdkBody>, http::Error> {
        let mut request = http::Request::builder()
            .method(&self.method)
            .uri(base.join(self.path))
            .header(AUTHORIZATION, token.header())
            .header(ACCEPT, "application/json");
        if let Some(key) = self.idempotency_key {
            request = request.header(IDEMPOTENCY_KEY, utf8_percent_encode(key, UNFIT).to_string());
        }
        match &self.body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(SdkBody::from(body.as_str())),
            None => request.body(SdkBody::empty()),
        }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A body may hold what is not to be logged.
        f.debug_struct("Request").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}

/// One answer, whatever it says.
pub struct Answer {
    /// The status code. Redirections are not followed.
    pub status: u16,
    /// `Retry-After`, where it is a number of seconds.
    pub retry_after: Option<Duration>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer whose body is still to come.
    pub(super) fn begun(response: &HttpResponse) -> Self {
        let retry_after = response.headers().get("retry-after").and_then(|seconds| seconds.trim().parse().ok());
        Self { status: response.status().as_u16(), retry_after: retry_after.map(Duration::from_secs), body: Vec::new() }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its body may repeat what it was asked.
        f.debug_struct("Answer").field("status", &self.status).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_bears_token_and_key_and_shows_neither_in_logs() {
        let base = BaseUrl::parse("https://api.example").unwrap();
        let token = BearerToken::parse("secret").unwrap();
        let body = Some(r#"{"card":"secret"}"#.to_owned());
        let path = &["things", "번호#1"];
        let request = Request { method: Method::POST, path, idempotency_key: Some("번호#1"), body };
        let sent = request.to_http(&base, &token).unwrap();
        assert_eq!(sent.uri(), "https://api.example/things/%EB%B2%88%ED%98%B8%231");
        assert_eq!(sent.headers()["idempotency-key"], "%EB%B2%88%ED%98%B8#1");
        assert_eq!(sent.headers()["authorization"], "Bearer secret");
        assert_eq!(sent.body().bytes(), Some(&br#"{"card":"secret"}"#[..]));
        assert!(!format!("{request:?}").contains("secret"));
        let answer = Answer { status: 200, retry_after: None, body: b"secret".to_vec() };
        assert_eq!(format!("{answer:?}"), "Answer { status: 200, .. }");
    }
}
