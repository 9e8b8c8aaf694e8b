//! What comes back: successes, refusals of functions, and what API Gateway answers itself.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::problems::{self, Refused};

/// What API Gateway answers itself to any request: status and message.
const GATEWAY: [(u16, &str, &str); 6] = [
    (400, "Bad Request", "API Gateway cannot read the request."),
    (413, "Request Entity Too Large", "The body is beyond API Gateway's own limit of 10 MB."),
    (429, "Too Many Requests", "The route is asked too often. No function has seen the request: send it again later."),
    (
        431,
        "Request Header Fields Too Large",
        "The request's line and the values of its headers have more than 10,240 bytes.",
    ),
    (500, "Internal Server Error", "The function failed."),
    (503, "Service Unavailable", "No function answered in time."),
];

/// A success.
#[derive(Debug)]
pub struct Success {
    status: u16,
    description: &'static str,
    body: Option<(Value, Value)>,
    headers: Vec<&'static str>,
    links: Map<String, Value>,
}

impl Success {
    /// One with a body: its schema, and an example of it.
    pub fn new(status: u16, description: &'static str, schema: Value, example: Value) -> Self {
        Self { status, description, body: Some((schema, example)), headers: Vec::new(), links: Map::new() }
    }

    /// One that says nothing more.
    pub fn empty(status: u16, description: &'static str) -> Self {
        Self { status, description, body: None, headers: Vec::new(), links: Map::new() }
    }

    /// With a header of its own.
    pub fn with(mut self, header: &'static str) -> Self {
        self.headers.push(header);
        self
    }

    /// What can be asked next: the function, and what it is given of this answer.
    pub fn then(mut self, function: &str, parameters: &[(&str, &str)]) -> Self {
        let parameters: Map<String, Value> =
            parameters.iter().map(|(name, from)| ((*name).to_owned(), json!(from))).collect();
        self.links.insert(function.to_owned(), json!({ "operationId": function, "parameters": parameters }));
        self
    }

    /// What can be asked next with a body that is made of this answer.
    pub fn then_with(mut self, function: &str, body: &Value) -> Self {
        self.links.insert(function.to_owned(), json!({ "operationId": function, "requestBody": body }));
        self
    }

    fn response(&self, is_keyed: bool) -> Value {
        let mut names = vec!["X-Correlation-Id", "Cache-Control"];
        names.extend(&self.headers);
        if is_keyed {
            names.push("Idempotency-Replayed");
        }
        let mut response = json!({ "description": self.description, "headers": headers(&names) });
        if let Some((schema, example)) = &self.body {
            response["content"] = json!({ "application/json": { "schema": schema, "example": example } });
        }
        if !self.links.is_empty() {
            response["links"] = Value::Object(self.links.clone());
        }
        response
    }
}

/// The Responses Object.
pub fn responses(
    successes: &[Success],
    refusals: &[Refused],
    is_keyed: bool,
    has_authorizer: bool,
) -> Map<String, Value> {
    let mut responses: BTreeMap<u16, Value> =
        successes.iter().map(|success| (success.status, success.response(is_keyed))).collect();
    let mut by_status: BTreeMap<u16, Vec<&Refused>> = BTreeMap::new();
    for refused in refusals {
        by_status.entry(refused.status).or_default().push(refused);
    }
    for (status, refusals) in &by_status {
        responses.insert(*status, refusal(refusals, is_keyed));
    }
    for (status, message, meaning) in GATEWAY {
        add_gateway(responses.entry(status).or_insert(Value::Null), message, meaning);
    }
    if has_authorizer {
        let mut unauthorized = Value::Null;
        add_gateway(&mut unauthorized, "Unauthorized", "There is no token, or it is not good any more.");
        unauthorized["headers"] = headers(&["WWW-Authenticate"]);
        responses.insert(401, unauthorized);
    }
    responses.into_iter().map(|(status, response)| (status.to_string(), response)).collect()
}

/// The refusals of one status.
fn refusal(refusals: &[&Refused], is_keyed: bool) -> Value {
    let mut names = vec!["X-Correlation-Id", "Cache-Control"];
    if refusals.iter().any(|refused| refused.retry_after.is_some()) {
        names.push("Retry-After");
    }
    // Failures of ours are not kept.
    if is_keyed && refusals.iter().any(|refused| refused.status < 500 && !refused.slug.ends_with("-in-progress")) {
        names.push("Idempotency-Replayed");
    }
    let examples: Map<String, Value> =
        refusals.iter().map(|refused| (refused.slug.to_owned(), json!({ "value": refused.example() }))).collect();
    let slugs: Vec<String> = refusals.iter().map(|refused| format!("`{}`", refused.slug)).collect();
    json!({
        "description": slugs.join(", "),
        "headers": headers(&names),
        "content": { "application/problem+json": { "schema": problems::one_of(refusals), "examples": examples } },
    })
}

/// Adds what API Gateway answers itself with the same status.
fn add_gateway(response: &mut Value, message: &str, meaning: &str) {
    if response.is_null() {
        *response = json!({ "description": meaning, "content": {} });
    } else {
        let own = response["description"].as_str().unwrap_or_default();
        response["description"] = json!(format!("{own}. Or: {meaning}"));
        // It does not know of ours.
        response["headers"] = optional(response["headers"].take());
    }
    response["content"]["application/json"] = json!({
        "schema": { "$ref": "#/components/schemas/Message" }, "example": { "message": message },
    });
}

/// References to headers that several answers have.
fn headers(names: &[&str]) -> Value {
    let reference = |name: &&str| {
        let component = name.replace('-', "");
        ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{component}") }))
    };
    Value::Object(names.iter().map(reference).collect())
}

/// The same headers, where they need not be.
fn optional(headers: Value) -> Value {
    let Value::Object(headers) = headers else { return headers };
    let replaced = headers.into_iter().map(|(name, header)| {
        let reference = header["$ref"].as_str().unwrap_or_default();
        let is_always_there = ["XCorrelationId", "CacheControl"].iter().any(|one| reference.ends_with(one));
        let suffix = if is_always_there { "IfOurs" } else { "" };
        (name, json!({ "$ref": format!("{reference}{suffix}") }))
    });
    Value::Object(replaced.collect())
}

/// Every header that an answer may have.
pub fn all_headers() -> Map<String, Value> {
    let text = |required: bool, description: &str, schema: Value| json!({ "required": required, "description": description, "schema": schema });
    let correlation = "Carried by everything that the request causes.";
    let visible = || json!({ "type": "string", "pattern": "^[!-~]{1,128}$" });
    let caching = "What one caller may see is nobody else's.";
    let no_store = || json!({ "const": "no-store" });
    let seconds = || json!({ "type": "integer", "minimum": 1 });
    let named = [
        ("XCorrelationId", text(true, correlation, visible())),
        ("XCorrelationIdIfOurs", text(false, correlation, visible())),
        ("CacheControl", text(true, caching, no_store())),
        ("CacheControlIfOurs", text(false, caching, no_store())),
        ("Location", text(true, "The path of what was made.", json!({ "type": "string", "format": "uri-reference" }))),
        ("RetryAfter", text(false, "In how many seconds asking again makes sense.", seconds())),
        ("IdempotencyReplayed", text(false, "The answer was given before.", json!({ "const": "true" }))),
        ("ContentLanguage", text(true, "The language of the texts.", json!({ "enum": ["ko", "en"] }))),
        ("Vary", text(true, "What the answer depends on.", json!({ "const": "Accept-Language" }))),
        ("WWWAuthenticate", text(false, "How to sign in.", json!({ "type": "string" }))),
    ];
    named.into_iter().map(|(name, header)| (name.to_owned(), header)).collect()
}
