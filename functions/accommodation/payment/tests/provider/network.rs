//! Every way in which an answer gets lost or spoiled.

use std::time::Duration;

use futures::future::join_all;
use payment::provider::{HttpsProvider, Provider, Verdict, VerdictUnknown};
use platform::{outbound::TrustStore, telemetry::chain};

use crate::{
    PLENTY,
    gateway::{Gateway, Play},
    key, plain, provider, won,
};

/// As many attempts as there are.
const ALWAYS: usize = 4;

async fn charge(provider: &HttpsProvider) -> Result<Verdict, VerdictUnknown> {
    provider.charge(&key(1), won(100_000), None).await
}

#[tokio::test]
async fn what_gets_lost_on_the_way_is_asked_again_and_charged_once() {
    let plays = [
        Play::CutAfter,
        Play::CutBefore,
        Play::Status(429, None),
        Play::Status(500, None),
        Play::Status(502, None),
        Play::Status(503, None),
        Play::Status(504, None),
        Play::Status(409, None),
        Play::Status(202, None),
        Play::Garbage("<html>Bad gateway</html>"),
        Play::Garbage(""),
        Play::Garbage(r#"{"reference":"P-2#1","status":"approved"}"#),
        Play::Garbage(r#"{"reference":"P-1#1","status":"maybe"}"#),
        Play::Endless,
    ];
    join_all(plays.map(async |play| {
        let gateway = Gateway::start().await;
        let provider = plain(&gateway, PLENTY);
        gateway.plays([play, play]);
        assert_eq!(charge(&provider).await.unwrap(), Verdict::Approved, "{play:?}");
        assert_eq!(gateway.seen().len(), 3, "{play:?}");
        gateway.plays([play]);
        assert_eq!(provider.find(&key(1)).await.unwrap(), Some(Verdict::Approved), "{play:?}");
        gateway.plays([play]);
        provider.refund(&key(1), won(90_000)).await.unwrap();
        provider.refund(&key(1), won(90_000)).await.unwrap();
        gateway.moved_money_once_per_key();
        assert_eq!(gateway.balance(), 10_000, "{play:?}");
    }))
    .await;
}

#[tokio::test]
async fn what_always_gets_lost_is_no_verdict_and_can_be_found() {
    join_all([Play::CutAfter, Play::Garbage("null"), Play::Endless].map(async |play| {
        let gateway = Gateway::start().await;
        let provider = plain(&gateway, PLENTY);
        gateway.plays([play; ALWAYS]);
        assert!(charge(&provider).await.is_err(), "{play:?}");
        assert_eq!(gateway.seen().len(), ALWAYS, "{play:?}");
        assert_eq!(provider.find(&key(1)).await.unwrap(), Some(Verdict::Approved));
        gateway.moved_money_once_per_key();
        assert_eq!(gateway.balance(), 100_000);
    }))
    .await;
}

#[tokio::test]
async fn what_never_arrives_is_no_verdict_and_not_found() {
    let gateway = Gateway::start().await;
    let provider = plain(&gateway, PLENTY);
    gateway.plays([Play::CutBefore; ALWAYS]);
    assert!(charge(&provider).await.is_err());
    assert_eq!(provider.find(&key(1)).await.unwrap(), None);
    assert_eq!(gateway.balance(), 0);
}

#[tokio::test]
async fn silence_ends_with_the_time_and_what_was_charged_in_it_is_found() {
    let gateway = Gateway::start().await;
    let timeout = Duration::from_millis(600);
    let impatient = plain(&gateway, timeout);
    gateway.plays([Play::Silence; ALWAYS]);
    let start = tokio::time::Instant::now();
    let error = charge(&impatient).await.unwrap_err();
    assert!(chain(&error).contains("no answer in time"), "{}", chain(&error));
    assert!(start.elapsed() >= timeout / 2 && start.elapsed() < PLENTY, "{:?}", start.elapsed());
    assert!((1..=2).contains(&gateway.seen().len()), "{:?}", gateway.seen());
    gateway.answers_again();
    assert_eq!(plain(&gateway, PLENTY).find(&key(1)).await.unwrap(), Some(Verdict::Approved));
    gateway.moved_money_once_per_key();
    assert_eq!(gateway.balance(), 100_000);
}

#[tokio::test]
async fn one_silence_is_answered_by_the_second_attempt() {
    let gateway = Gateway::start().await;
    gateway.plays([Play::Silence]);
    assert_eq!(charge(&plain(&gateway, Duration::from_secs(2))).await.unwrap(), Verdict::Approved);
    gateway.moved_money_once_per_key();
    assert_eq!(gateway.balance(), 100_000);
}

#[tokio::test]
async fn a_gateway_says_when_to_come_back() {
    let gateway = Gateway::start().await;
    gateway.plays([Play::Status(429, Some(1))]);
    let start = tokio::time::Instant::now();
    assert_eq!(charge(&plain(&gateway, PLENTY)).await.unwrap(), Verdict::Approved);
    assert!(start.elapsed() >= Duration::from_secs(1));
    gateway.plays([Play::Status(503, Some(3_600))]);
    assert!(plain(&gateway, PLENTY).find(&key(1)).await.is_err());
    assert_eq!(gateway.seen().len(), 3, "nobody waits an hour, nor asks before it is over");
}

#[tokio::test]
async fn what_is_refused_is_no_verdict_and_not_asked_again() {
    for status in [400, 401, 402, 403, 404, 405, 415, 422, 501] {
        let gateway = Gateway::start().await;
        let provider = plain(&gateway, PLENTY);
        gateway.plays([Play::Status(status, None); 3]);
        assert!(charge(&provider).await.is_err(), "{status}");
        assert!(provider.find(&key(1)).await.is_err(), "{status} without a statement says nothing of the charge");
        assert!(provider.refund(&key(1), won(9)).await.is_err(), "{status}");
        assert_eq!((gateway.seen().len(), gateway.balance()), (3, 0), "{status}");
    }
}

#[tokio::test]
async fn nobody_is_sent_elsewhere() {
    let gateway = Gateway::start().await;
    gateway.plays([Play::Redirect]);
    assert!(charge(&plain(&gateway, PLENTY)).await.is_err());
    let lines: Vec<_> = gateway.seen().into_iter().map(|seen| seen.line).collect();
    assert_eq!(lines, ["POST /v1/charges"]);
}

#[tokio::test]
async fn what_was_not_charged_is_not_paid_back() {
    let gateway = Gateway::start().await;
    let provider = plain(&gateway, PLENTY);
    assert!(provider.refund(&key(1), won(9)).await.is_err());
    assert_eq!(gateway.balance(), 0);
}

#[tokio::test]
async fn nobody_who_listens_is_no_verdict() {
    let gone = Gateway::start().await.url.clone();
    let provider = provider(&gone, TrustStore::empty(), PLENTY);
    let error = charge(&provider).await.unwrap_err();
    assert!(chain(&error).contains("the connection failed"), "{}", chain(&error));
}
