//! Somebody who uses the system.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::Value;

use crate::{answer::Answer, settings::patience, waiting::eventually};

/// A signed-in person, or a stranger without a good token.
#[derive(Debug, Clone)]
pub struct Persona {
    /// `sub` of the token.
    pub id: String,
    /// `name` of the token.
    pub name: String,
    http: Client,
    url: Arc<str>,
    token: Option<String>,
}

impl Persona {
    pub(crate) fn new(http: Client, url: Arc<str>, id: String, name: &str, token: Option<String>) -> Self {
        Self { id, name: name.to_owned(), http, url, token }
    }

    /// The token that this person brings, if any.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// `POST path` with a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// `POST path` with a JSON body and an `Idempotency-Key`.
    pub async fn post_once(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
    }

    /// `PATCH path` with a JSON body.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body)).await
    }

    /// `DELETE path`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// `POST path` with a body that need not be JSON, though it says so.
    pub async fn post_text(&self, path: &str, body: impl Into<String>) -> Answer {
        let request = self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.into())).await
    }

    /// A request of this person, to be completed and passed to [`Persona::send`].
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request, again while the gateway throttles it: that is before any function has seen it.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        eventually("the gateway lets the request through", patience(Duration::from_secs(30)), async || {
            let request = request.try_clone().expect("a body that can be sent again");
            let answer = Answer::of(request).await;
            if answer.status() == 429 { Err(answer.to_string()) } else { Ok(answer) }
        })
        .await
    }
}
