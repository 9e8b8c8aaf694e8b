//! How requests are refused: by a function, as RFC 9457 has it, or by API Gateway, in its own words.

use kernel::{Refusal, RefusalKind};
use platform::http::Problem;
use serde_json::{Map, Value, json};

/// A refusal as the document tells of it.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// `type` without `urn:problem:`.
    pub slug: &'static str,
    /// A sentence for people.
    pub detail: String,
    /// Seconds after which asking again makes sense.
    pub retry_after: Option<u32>,
    /// Members of this refusal alone.
    pub members: Map<String, Value>,
}

impl Refused {
    /// One that every system has.
    pub fn new(status: u16, slug: &'static str, detail: &str) -> Self {
        Self { status, slug, detail: detail.to_owned(), retry_after: None, members: Map::new() }
    }

    /// One that a rule has a word for.
    pub fn of(refusal: &impl Refusal) -> Self {
        let status = match refusal.kind() {
            RefusalKind::NotFound => 404,
            RefusalKind::Conflict => 409,
            RefusalKind::PaymentRequired => 402,
            RefusalKind::Unavailable => 503,
        };
        Self { retry_after: refusal.retry_after(), ..Self::new(status, refusal.slug(), &refusal.detail()) }
    }

    /// One that a platform makes.
    pub fn from_platform(problem: &Problem) -> Self {
        let refused = Self::new(problem.status.as_u16(), problem.slug, &problem.detail);
        Self { retry_after: problem.retry_after, ..refused }
    }

    /// With a member of its own.
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.members.insert(member.to_owned(), value);
        self
    }

    /// Its body.
    pub fn example(&self) -> Value {
        let mut body = Value::Object(self.members.clone());
        body["type"] = json!(self.urn());
        body["title"] = json!(title(self.slug));
        body["status"] = json!(self.status);
        body["detail"] = json!(self.detail);
        body["instance"] = json!("/reservations/R-1");
        body["correlationId"] = json!("booking-7f3a");
        body
    }

    /// Its `type`.
    pub fn urn(&self) -> String {
        format!("urn:problem:{}", self.slug)
    }
}

/// `seat-taken` reads `Seat taken`.
fn title(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The schema of the refusals of one status.
pub fn one_of(refusals: &[&Refused]) -> Value {
    let types: Vec<String> = refusals.iter().map(|refused| refused.urn()).collect();
    let status = refusals.first().map(|refused| refused.status);
    json!({
        "allOf": [{ "$ref": "#/components/schemas/Problem" }],
        "properties": { "type": { "enum": types }, "status": { "const": status } },
    })
}

/// The schema of any refusal.
pub fn problem() -> Value {
    json!({
        "type": "object",
        "description": "A refusal (RFC 9457). `type` is stable: clients decide by it.",
        "properties": {
            "type": { "type": "string", "pattern": "^urn:problem:[a-z-]+$", "description": "The stable word for it." },
            "title": { "type": "string", "description": "The same for people." },
            "status": { "type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status." },
            "detail": { "type": "string", "description": "What a person should know." },
            "instance": { "type": "string", "format": "uri-reference", "description": "The path of the request." },
            "correlationId": { "type": "string", "description": "That of the request: `X-Correlation-Id`. In a refusal that is \
                given again for an `Idempotency-Key`, that of the first request." },
            "errors": {
                "type": "array",
                "minItems": 1,
                "description": "With `invalid-fields`: every field that breaks its rule.",
                "items": {
                    "type": "object",
                    "properties": {
                        "pointer": {
                            "type": "string",
                            "description": "`#/name` in a body, `?name` in a query, or a header's name.",
                        },
                        "detail": { "type": "string", "description": "The rule." },
                    },
                    "required": ["pointer", "detail"],
                },
            },
            "nights": {
                "type": "array",
                "items": { "type": "string", "format": "date" },
                "description": "With `room-not-available`: the nights that cannot be had.",
            },
            "paymentPrice": {
                "allOf": [{ "$ref": "#/components/schemas/Won" }],
                "description": "With `price-changed`: what the stay costs. In won.",
            },
            "refund": {
                "allOf": [{ "$ref": "#/components/schemas/Refund" }],
                "description": "With `hold-expired` and `reservation-cancelled`: where money stands that came too late.",
            },
        },
        "required": ["type", "title", "status", "detail", "instance", "correlationId"],
    })
}

/// The schema of what API Gateway answers itself.
pub fn message() -> Value {
    json!({
        "type": "object",
        "description": "What API Gateway answers itself, before or instead of a function.",
        "properties": { "message": { "type": "string", "description": "What is wrong, in its words." } },
        "required": ["message"],
    })
}
