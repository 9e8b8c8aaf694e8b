//! A synchronous call, and every way in which it fails.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_lambda::{
    Client,
    config::{BehaviorVersion, Region, retry::RetryConfig},
    operation::invoke::{InvokeError, InvokeOutput},
    primitives::Blob,
    types::error::TooManyRequestsException,
};
use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock};
use jiff::SignedDuration;
use kernel::CorrelationId;
use platform::{
    clock,
    internal::{CallError, Callee, LambdaCallee},
};
use serde_json::{Value, json};

fn callee(rule: &Rule) -> LambdaCallee {
    let answers = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny).with_rule(rule);
    let config = aws_sdk_lambda::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("ap-northeast-2"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .http_client(create_mock_http_client())
        .interceptor(answers)
        .build();
    LambdaCallee::new(Client::from_conf(config), "callee:live".into())
}

async fn call(rule: &Rule, patience: Duration) -> Result<u64, CallError> {
    let correlation_id = CorrelationId::parse("corr-1").unwrap();
    callee(rule).call(&json!({ "number": 1 }), &correlation_id, clock::now() + patience).await
}

fn answering(body: &'static str) -> Rule {
    mock!(Client::invoke).then_output(move || InvokeOutput::builder().payload(Blob::new(body)).build())
}

const A_SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_call_bears_command_correlation_id_and_deadline_to_the_alias() {
    let rule = mock!(Client::invoke)
        .match_requests(|request| {
            let call: Value = serde_json::from_slice(request.payload().unwrap().as_ref()).unwrap();
            request.function_name() == Some("callee:live")
                && call["command"] == json!({ "number": 1 })
                && call["correlationId"] == "corr-1"
                && call["deadline"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap() > clock::now()
        })
        .then_output(|| InvokeOutput::builder().payload(Blob::new("7")).build());
    assert_eq!(call(&rule, A_SECOND).await.unwrap(), 7);
}

#[tokio::test]
async fn a_function_that_failed_is_named_by_its_error_and_tells_nothing_more() {
    let body = r#"{"errorType": "Unavailable", "errorMessage": "a secret"}"#;
    let rule = mock!(Client::invoke)
        .then_output(move || InvokeOutput::builder().function_error("Unhandled").payload(Blob::new(body)).build());
    let error = call(&rule, A_SECOND).await.unwrap_err();
    assert_eq!(error.to_string(), "it failed: Unavailable");
}

#[tokio::test]
async fn a_function_whose_concurrency_is_used_up_is_throttled() {
    let rule = mock!(Client::invoke)
        .then_error(|| InvokeError::TooManyRequestsException(TooManyRequestsException::builder().build()));
    assert!(matches!(call(&rule, A_SECOND).await, Err(CallError::Throttled)));
}

#[tokio::test]
async fn whatever_else_goes_wrong_is_unreachable_or_unreadable() {
    let rule = mock!(Client::invoke).then_error(|| InvokeError::unhandled("no such function"));
    assert!(matches!(call(&rule, A_SECOND).await, Err(CallError::Unreachable(_))));
    assert!(matches!(call(&answering("\"seven\""), A_SECOND).await, Err(CallError::Unreadable(_))));
    assert!(matches!(call(&answering(""), A_SECOND).await, Err(CallError::Unreadable(_))));
}

#[tokio::test]
async fn nobody_is_called_whose_answer_would_come_too_late() {
    let rule = answering("7");
    assert!(matches!(call(&rule, Duration::ZERO).await, Err(CallError::NoTime)));
    let correlation_id = CorrelationId::parse("corr-1").unwrap();
    let slow = callee(&rule).needing(SignedDuration::from_secs(3));
    let hurried: Result<u64, _> = slow.call(&json!({}), &correlation_id, clock::now() + Duration::from_secs(2)).await;
    assert!(matches!(hurried, Err(CallError::NoTime)));
    assert_eq!(rule.num_calls(), 0);
    let answered: u64 = slow.call(&json!({}), &correlation_id, clock::now() + Duration::from_secs(4)).await.unwrap();
    assert_eq!(answered, 7);
}
