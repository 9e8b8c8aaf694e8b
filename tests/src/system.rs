//! The system under test: one that is there already, or one that this process starts.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use reqwest::{Client, Url};
use serde_json::{Value, json};

use crate::{
    hosted::start_for_all_tests,
    identity::{self, Profile},
    persona::Persona,
    settings::{self, patience},
};

/// The base URL that all tests of this binary share.
static URL: LazyLock<String> = LazyLock::new(|| settings::url().unwrap_or_else(start_for_all_tests));

/// A connection to a system. One per test: its pool belongs to the test's own runtime.
#[derive(Debug, Clone)]
pub struct System {
    http: Client,
    url: Arc<str>,
}

impl System {
    /// The system that the environment names, or else the one that all tests of this binary share.
    pub fn connect() -> Self {
        Self::at(&URL)
    }

    /// The system that the environment names; nothing where the tests start their own.
    pub fn given() -> Option<Self> {
        settings::url().map(|url| Self::at(&url))
    }

    /// The system at a base URL.
    pub fn at(url: &str) -> Self {
        let client = Client::builder().timeout(patience(Duration::from_secs(35)));
        let client = if is_here(url) { client.no_proxy() } else { client };
        Self { http: client.build().expect("an HTTP client"), url: url.into() }
    }

    /// Somebody who looks for a place to sleep.
    pub async fn customer(&self) -> Persona {
        self.persona("김하나", &["customer"]).await
    }

    /// Somebody who lets rooms.
    pub async fn host(&self) -> Persona {
        self.persona("이숙박", &["host"]).await
    }

    /// Somebody who keeps the system running.
    pub async fn operator(&self) -> Persona {
        self.persona("Pat Operator", &["operator"]).await
    }

    /// A new person of the given groups, signed in.
    pub async fn persona(&self, name: &str, groups: &[&str]) -> Persona {
        let profile = Profile { name, groups };
        let identity = identity::sign_in(&self.http, &self.url, &profile).await;
        Persona::new(self.http.clone(), Arc::clone(&self.url), identity.id, name, Some(identity.token))
    }

    /// Somebody who brings `token`, or none, instead of a token that the system issued.
    pub fn stranger(&self, token: Option<&str>) -> Persona {
        Persona::new(self.http.clone(), Arc::clone(&self.url), String::new(), "", token.map(str::to_owned))
    }

    /// Breaks `function` as `fault` says: `latencyMs`, `errorRate`, `throttleRate`, `lossRate`.
    pub async fn inject(&self, function: &str, fault: &Value) {
        let mut body = json!({ "function": function });
        let fields = body.as_object_mut().expect("an object");
        fields.extend(fault.as_object().expect("an object").clone());
        self.stranger(None).post("/dev/faults", &body).await.expect(200);
    }

    /// Breaks a service that functions call, `dynamodb`, `events` or `sqs`, as `fault` says.
    pub async fn inject_into_service(&self, service: &str, fault: &Value) {
        let mut body = json!({ "service": service });
        let fields = body.as_object_mut().expect("an object");
        fields.extend(fault.as_object().expect("an object").clone());
        self.stranger(None).post("/dev/faults", &body).await.expect(200);
    }

    /// Ends the faults of `function`.
    pub async fn mend(&self, function: &str) {
        self.inject(function, &json!({})).await;
    }

    /// Neither the payment nor promotion's own policy gets a promotion through until both functions are mended.
    pub async fn hold_promotions(&self) {
        self.inject("save-promotion", &json!({ "errorRate": 1.0 })).await;
        self.inject("grant-deferred-promotion", &json!({ "errorRate": 1.0 })).await;
    }

    /// Ends all injected faults. False where the system has no fault injection: only the local one has.
    pub async fn end_faults(&self) -> bool {
        let answer = self.http.delete(format!("{}/dev/faults", self.url)).send().await;
        answer.is_ok_and(|answer| answer.status().is_success())
    }

    /// The base URL.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Whether a URL is of this machine, which no proxy stands in front of.
fn is_here(url: &str) -> bool {
    let url = Url::parse(url).unwrap_or_else(|error| panic!("{url} is no URL: {error}"));
    url.host_str().is_some_and(|host| ["127.0.0.1", "localhost", "[::1]"].contains(&host))
}
