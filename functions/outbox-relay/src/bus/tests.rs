//! Every shape that an answer of `PutEvents` can have.

use aws_credential_types::Credentials;
use aws_sdk_eventbridge::operation::put_events::PutEventsOutput;
use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock};

use super::*;

/// A client that answers by `rule`. What `mock_client!` makes, without the SDK's feature `test-util`: with it, tests and
/// `cargo run` would compile the SDK twice.
fn client(rule: &Rule) -> Client {
    let answers = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny).with_rule(rule);
    let config = aws_sdk_eventbridge::Config::builder()
        .behavior_version(aws_sdk_eventbridge::config::BehaviorVersion::v2026_01_12())
        .region(aws_sdk_eventbridge::config::Region::new("ap-northeast-2"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .http_client(create_mock_http_client())
        .interceptor(answers)
        .build();
    Client::from_conf(config)
}

fn entry(name: &str) -> OutboxEntry {
    OutboxEntry { source: "s".into(), detail_type: name.into(), detail: "{}".into() }
}

fn accepted() -> PutEventsResultEntry {
    PutEventsResultEntry::builder().event_id("e").build()
}

fn error(code: &str) -> PutEventsResultEntry {
    PutEventsResultEntry::builder().error_code(code).error_message("m").build()
}

async fn put(failed: i32, results: Vec<PutEventsResultEntry>) -> Vec<Put> {
    let rule = mock!(Client::put_events).match_requests(|request| {
        request.entries().iter().all(|entry| entry.event_bus_name() == Some("the-bus") && entry.detail() == Some("{}"))
    });
    let rule = rule.then_output(move || {
        PutEventsOutput::builder().failed_entry_count(failed).set_entries(Some(results.clone())).build()
    });
    EventBridge::new(client(&rule), "the-bus".into()).put(&[entry("A"), entry("B"), entry("C")]).await.unwrap()
}

#[tokio::test]
async fn none_failed() {
    let results = put(0, vec![accepted(), accepted(), accepted()]).await;
    assert_eq!(results, [Put::Published, Put::Published, Put::Published]);
}

#[tokio::test]
async fn some_failed_each_in_its_own_way() {
    let results = put(2, vec![error("ThrottlingException"), accepted(), error("InternalFailure")]).await;
    assert_eq!(results, [Put::Throttled, Put::Published, Put::Failed("InternalFailure".into())]);
}

#[tokio::test]
async fn all_failed_some_of_them_for_good() {
    let results = put(3, vec![error("MalformedDetail"), error("NotAuthorized"), error("InvalidArgument")]).await;
    let expected = [
        Put::Refused("MalformedDetail".into()),
        // A permission can be mended.
        Put::Failed("NotAuthorized".into()),
        Put::Refused("InvalidArgument".into()),
    ];
    assert_eq!(results, expected);
}

#[tokio::test]
async fn a_count_that_contradicts_the_entries_does_not_hide_a_loss() {
    let results = put(0, vec![accepted(), error("InternalException"), accepted()]).await;
    assert_eq!(results[1], Put::Failed("InternalException".into()));
}

#[tokio::test]
async fn what_the_answer_leaves_out_is_not_published() {
    let results = put(0, vec![accepted()]).await;
    assert_eq!(results[0], Put::Published);
    assert!(results[1..].iter().all(|result| matches!(result, Put::Failed(_))), "{results:?}");
    let results = put(0, vec![PutEventsResultEntry::builder().build(), accepted(), accepted()]).await;
    assert!(matches!(results[0], Put::Failed(_)));
}

#[tokio::test]
async fn a_call_that_fails_is_the_bus_down() {
    let rule = mock!(Client::put_events)
        .then_error(|| aws_sdk_eventbridge::operation::put_events::PutEventsError::unhandled("no such bus"));
    assert!(EventBridge::new(client(&rule), "the-bus".into()).put(&[entry("A")]).await.is_err());
}
