//! Refusals as RFC 9457 problem details. Everything a client learns of a failure is made here; the cause goes to the
//! log.

use std::{error::Error, fmt::Display};

use kernel::{Refusal, RefusalKind};
use lambda_http::http::StatusCode;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Response, idempotency::IN_PROGRESS};
use crate::{
    store::{ExecuteError, StoreError},
    telemetry::chain,
};

/// What cannot stand in a path as it is (RFC 3986).
pub(super) const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A field that breaks its rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field: `#/name` in a body, `?name` in a query.
    pub pointer: String,
    /// Its rule.
    pub detail: String,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The stable word for it: `type` is `urn:problem:<slug>`.
    pub slug: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// What a person should know.
    pub detail: String,
    /// The fields that are wrong.
    pub errors: Vec<FieldError>,
    /// Seconds after which a retry makes sense.
    pub retry_after: Option<u32>,
    extra: Map<String, Value>,
}

impl Problem {
    /// A refusal with a status, a stable slug and a sentence.
    pub fn new(status: StatusCode, slug: &'static str, detail: impl Display) -> Self {
        Self { slug, status, detail: detail.to_string(), errors: Vec::new(), retry_after: None, extra: Map::new() }
    }

    /// 404: absent, or another's.
    pub fn not_found(slug: &'static str, detail: impl Display) -> Self {
        Self::new(StatusCode::NOT_FOUND, slug, detail)
    }

    /// 403: the caller is in the wrong group or acts for somebody else.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "The caller may not do this.")
    }

    /// 422: fields break their rules.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid-fields", "Some fields break their rules.");
        Self { errors, ..problem }
    }

    /// 503: something behind us does not answer.
    pub fn unavailable(slug: &'static str, detail: impl Display) -> Self {
        Self { retry_after: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, slug, detail) }
    }

    /// 500: ours to mend. Logs the cause; the client learns nothing of it.
    pub fn internal(cause: &(dyn Error + 'static)) -> Self {
        tracing::error!(error = chain(cause), "a bug or a broken item");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal-error", "Something is wrong on our side.")
    }

    /// Adds a member to the problem's object.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(member.to_owned(), value.into());
        self
    }

    /// Says after how many seconds a retry makes sense.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(super) fn into_response(self, instance: &str, correlation_id: &str) -> Response {
        let mut body = Value::Object(self.extra);
        body["type"] = json!(format!("urn:problem:{}", self.slug));
        body["title"] = json!(title(self.slug));
        body["status"] = json!(self.status.as_u16());
        body["detail"] = json!(self.detail);
        body["instance"] = json!(utf8_percent_encode(instance, PATH).to_string());
        body["correlationId"] = json!(correlation_id);
        if !self.errors.is_empty() {
            body["errors"] = json!(self.errors);
        }
        let response = Response::problem(self.status, body);
        match self.retry_after {
            Some(seconds) => response.retry_after(seconds),
            None => response,
        }
    }
}

/// `seat-taken` reads `Seat taken`.
fn title(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl<R: Refusal> From<R> for Problem {
    fn from(refusal: R) -> Self {
        let status = match refusal.kind() {
            RefusalKind::NotFound => StatusCode::NOT_FOUND,
            RefusalKind::Conflict => StatusCode::CONFLICT,
            RefusalKind::PaymentRequired => StatusCode::PAYMENT_REQUIRED,
            RefusalKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self { retry_after: refusal.retry_after(), ..Self::new(status, refusal.slug(), refusal.detail()) }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::KeyTaken => {
                let detail = "The first request is still running.";
                Self::new(StatusCode::CONFLICT, IN_PROGRESS, detail).retry_after(1)
            }
            StoreError::Unavailable(_) | StoreError::Contended => {
                tracing::warn!(error = chain(&error), "the store is unavailable");
                Self::unavailable("temporarily-unavailable", "Try again in a moment.")
            }
            StoreError::Unreadable { .. } | StoreError::Unencodable(_) => Self::internal(&error),
        }
    }
}

impl<R: Into<Self>> From<ExecuteError<R>> for Problem {
    fn from(error: ExecuteError<R>) -> Self {
        match error {
            ExecuteError::Rejected(rejection) => rejection.into(),
            ExecuteError::Store(error) => error.into(),
        }
    }
}
