//! Calls a function as the HTTP API does.

use std::time::Duration;

use platform::{
    clock,
    function::{Function, Invocation},
};
use serde_json::{Value, json, value::to_raw_value};

/// Somebody with a token.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// The token's `sub`.
    pub id: &'static str,
    /// The token's `name`.
    pub name: &'static str,
    /// The token's groups, separated by blanks.
    pub groups: &'static str,
}

/// A function behind the HTTP API.
#[derive(Debug, Clone)]
pub struct Api {
    function: Function,
    key: Option<&'static str>,
    patience: Duration,
}

/// What it answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u64,
    /// Headers by lower-case name.
    pub headers: Value,
    /// The body; null if there is none.
    pub body: Value,
}

impl Answer {
    /// The slug of a problem's `type`.
    pub fn problem(&self) -> &str {
        self.body["type"].as_str().and_then(|kind| kind.strip_prefix("urn:problem:")).unwrap_or_default()
    }

    /// The fields that a problem names.
    pub fn pointers(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().filter_map(|error| error["pointer"].as_str()).collect()
    }
}

impl Api {
    /// This function.
    pub const fn of(function: Function) -> Self {
        Self { function, key: None, patience: Duration::from_secs(10) }
    }

    /// The same, with an `Idempotency-Key` on each request.
    #[must_use]
    pub fn with_key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }

    /// The same, stopped after so long; ten seconds unless told.
    #[must_use]
    pub fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// A request with a body.
    pub async fn post(&self, caller: Person, path: &[(&str, &str)], body: &Value) -> Answer {
        self.send(caller, path, "", &body.to_string()).await
    }

    /// A request with a query.
    pub async fn get(&self, caller: Person, path: &[(&str, &str)], query: &str) -> Answer {
        self.send(caller, path, query, "").await
    }

    /// A request with any body at all.
    pub async fn send(&self, caller: Person, path: &[(&str, &str)], query: &str, body: &str) -> Answer {
        let path: serde_json::Map<String, Value> = path.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect();
        let claims = json!({ "sub": caller.id, "name": caller.name, "groups": format!("[{}]", caller.groups) });
        let mut headers = json!({ "x-correlation-id": "corr-1", "content-type": "application/json" });
        if let Some(key) = self.key {
            headers["idempotency-key"] = json!(key);
        }
        let event = json!({
            "version": "2.0", "routeKey": "ANY /", "rawPath": "/", "rawQueryString": query,
            "headers": headers,
            "requestContext": {
                "accountId": "123456789012", "apiId": "api", "stage": "$default", "requestId": "r",
                "time": "21/Nov/2026:00:00:00 +0000", "timeEpoch": 0,
                "http": {
                    "method": "POST", "path": "/", "protocol": "HTTP/1.1", "sourceIp": "::1", "userAgent": "test",
                },
                "authorizer": { "jwt": { "claims": claims, "scopes": null } },
            },
            "pathParameters": path, "body": body, "isBase64Encoded": false,
        });
        let payload = to_raw_value(&event).unwrap();
        let deadline = clock::now() + self.patience;
        let answer =
            self.function.call(Invocation { payload, request_id: "request-1".into(), deadline }).await.unwrap();
        let answer: Value = serde_json::from_str(answer.get()).unwrap();
        Answer {
            status: answer["statusCode"].as_u64().unwrap(),
            headers: answer["headers"].clone(),
            body: answer["body"].as_str().map_or(Value::Null, |body| serde_json::from_str(body).unwrap()),
        }
    }
}
