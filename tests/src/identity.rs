//! Where tokens come from: the one place that differs between the local system and a deployed one.

use reqwest::Client;
use serde_json::{Value, json};

use crate::unique;

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

/// Makes a new person known to the local identity provider and signs them in.
pub(crate) async fn sign_in(http: &Client, url: &str, profile: &Profile<'_>) -> Identity {
    let id = unique(profile.groups.first().unwrap_or(&"nobody"));
    let body = json!({ "sub": id, "name": profile.name, "groups": profile.groups });
    let answer = http.post(format!("{url}/dev/token")).json(&body).send().await.expect("the identity provider answers");
    let status = answer.status();
    assert!(status.is_success(), "POST /dev/token: {status}");
    let answer: Value = answer.json().await.expect("a token in JSON");
    let token = answer["token"].as_str().unwrap_or_else(|| panic!("POST /dev/token answers {answer}")).to_owned();
    Identity { id, token }
}
