//! The card and the key to the gateway never show: not in logs of any level, not in errors.

use std::time::Duration;

use futures::future::join_all;
use payment::provider::Provider;
use platform::telemetry::chain;
use testing::Lines;

use crate::{
    API_KEY, card,
    gateway::{Gateway, Play},
    key, plain, won,
};

const CARD: &str = "tok_never_logged";
/// What a gateway might send back in its confusion.
const ECHO: &str = r#"{"reference":"tok_never_logged","status":"sk_never_logged","tok_never_logged":"#;

#[tokio::test]
async fn card_and_api_key_are_in_no_log_and_no_error() {
    // For all tests of this process: what only one of its threads listens to, another may have found nobody to listen to.
    let lines = Lines::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer({
            let lines = lines.clone();
            move || lines.clone()
        })
        .init();
    let plays =
        [Play::Garbage(ECHO), Play::CutAfter, Play::CutBefore, Play::Status(401, None), Play::Redirect, Play::Silence];
    let told = join_all(plays.map(async |play| {
        let gateway = Gateway::start().await;
        let provider = plain(&gateway, Duration::from_millis(900));
        gateway.plays([play; 4]);
        let error = provider.charge(&key(1), won(9), Some(&card(CARD))).await.unwrap_err();
        format!("{error:?} {error} {} {provider:?}", chain(&error))
    }));
    let told = told.await.join("\n");
    let logged = lines.text();
    assert!(logged.contains("the gateway is asked again"), "{logged}");
    assert!(logged.contains("the gateway refuses what it is asked"), "{logged}");
    for secret in [CARD, API_KEY] {
        assert!(!logged.contains(secret), "{logged}");
        assert!(!told.contains(secret), "{told}");
    }
}
