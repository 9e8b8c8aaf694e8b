//! `ThrottlingRate` and `ThrottlingBurst`: what is too much is refused by the gateway, in its own words.

use futures::future::join_all;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::hosted_with;

#[tokio::test(flavor = "multi_thread")]
async fn requests_beyond_the_burst_are_429_in_the_gateways_words() {
    let hosted = hosted_with(&[("ThrottlingRate", "1"), ("ThrottlingBurst", "5")]).await;
    let http = Client::builder().no_proxy().build().expect("an HTTP client");
    // What is not throttled is refused, for want of a token: a request is counted before.
    let url = format!("{}/me", hosted.system.url());
    let answers = join_all((0..50).map(|_| http.get(&url).send())).await;
    let mut refused = 0;
    for answer in answers {
        let answer = answer.expect("an answer");
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            refused += 1;
            let body: Value = answer.json().await.expect("JSON");
            assert_eq!(body, json!({ "message": "Too Many Requests" }));
        } else {
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        }
    }
    assert!((40..=45).contains(&refused), "a burst of 5 and 1 per second let {} of 50 through", 50 - refused);
}
