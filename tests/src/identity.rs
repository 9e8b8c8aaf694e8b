//! Where tokens come from: the one place that differs between the local system and a deployed one.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use reqwest::Client;
use serde_json::{Value, json};

use crate::{settings, unique};

/// Who wants to sign in.
pub(crate) struct Profile<'a> {
    pub(crate) name: &'a str,
    pub(crate) groups: &'a [&'a str],
}

/// Who signed in. The id is the provider's to choose: it is the `sub` of the token.
pub(crate) struct Identity {
    pub(crate) id: String,
    pub(crate) token: String,
}

/// Makes a new person known to the identity provider of a system and signs them in.
pub(crate) async fn sign_in(http: &Client, url: &str, profile: &Profile<'_>) -> Identity {
    let url = format!("{}/dev/token", settings::identity_url().as_deref().unwrap_or(url));
    let id = unique(profile.groups.first().unwrap_or(&"nobody"));
    let body = json!({ "sub": id, "name": profile.name, "groups": profile.groups });
    let answer = http.post(&url).json(&body).send().await.expect("the identity provider answers");
    let (status, text) = (answer.status(), answer.text().await.expect("an answer"));
    assert!(status.is_success(), "POST {url} answers {status}: {text}");
    let answer: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("POST {url}: {error}: {text}"));
    let token = answer["token"].as_str().unwrap_or_else(|| panic!("POST {url} answers {text}")).to_owned();
    Identity { id: subject(&token), token }
}

/// The `sub` of a token.
fn subject(token: &str) -> String {
    let claims = token.split('.').nth(1).unwrap_or_else(|| panic!("no token: {token}"));
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap_or_else(|error| panic!("no claims: {error}: {token}"));
    let claims: Value = serde_json::from_slice(&claims).expect("claims in JSON");
    claims["sub"].as_str().unwrap_or_else(|| panic!("no sub: {claims}")).to_owned()
}
