//! Who issues the tokens.

use reqwest::Client;
use serde_json::Value;
use system_tests::Hosted;

use crate::hosted_with;

/// Whether the system has a function with this handler.
async fn has(hosted: &Hosted, handler: &str) -> bool {
    let http = Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/dev/functions", hosted.system.url());
    let functions: Value = http.get(url).send().await.unwrap().json().await.unwrap();
    functions.get(handler).is_some()
}

#[tokio::test]
async fn only_the_own_user_pool_has_a_function_for_its_tokens() {
    let own = hosted_with(&[]).await;
    assert!(has(&own, "assign-group").await);
    own.stop().await;
    let others = [("JwtIssuer", "https://issuer.example"), ("JwtAudience", "accommodation")];
    let hosted = hosted_with(&others).await;
    assert!(has(&hosted, "health").await && !has(&hosted, "assign-group").await);
    hosted.stop().await;
}
