//! Calls to HTTP APIs of others: JSON with a bearer token, over TLS. One call is one attempt: who may repeat it, and when,
//! its caller knows.

mod api;
mod base_url;
mod message;
mod token;

pub use api::{RemoteApi, Unanswered};
pub use aws_smithy_http_client::tls::TrustStore;
pub use base_url::{BaseUrl, BaseUrlError};
pub use http::Method;
pub use message::{Answer, Request};
pub use token::{BearerToken, BearerTokenError};
