//! What the adapter makes of answers that a healthy database does not give.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::{
    Config,
    config::{BehaviorVersion, Region, retry::RetryConfig},
    operation::{
        get_item::GetItemOutput,
        transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
        update_item::{UpdateItemError, UpdateItemOutput},
    },
    types::{
        CancellationReason,
        error::{TransactionCanceledException, TransactionConflictException},
    },
};
use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock};

use super::*;
use crate::domain::fixtures::booking;

/// The adapter on a client that answers by these rules. What `mock_client!` makes, without the SDK's feature `test-util`:
/// with it, tests and `cargo run` would compile the SDK twice.
fn rows(rules: &[&Rule]) -> DynamoRows {
    let answers = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny);
    let answers = rules.iter().fold(answers, |answers, rule| answers.with_rule(rule));
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("ap-northeast-2"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .http_client(create_mock_http_client())
        .interceptor(answers)
        .build();
    DynamoRows::new(Client::from_conf(config), "RoomInfo".into())
}

fn no_row() -> Rule {
    mock!(Client::get_item).then_output(|| GetItemOutput::builder().build())
}

fn cancelled(codes: &[&str]) -> TransactWriteItemsError {
    let reasons = codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect();
    let error = TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons)).build();
    TransactWriteItemsError::TransactionCanceledException(error)
}

#[tokio::test]
async fn a_slice_that_meets_a_transaction_on_its_row_is_tried_again() {
    let rule = mock!(Client::update_item)
        .sequence()
        .error(|| UpdateItemError::TransactionConflictException(TransactionConflictException::builder().build()))
        .times(3)
        .output(|| UpdateItemOutput::builder().build())
        .build();
    rows(&[&rule]).update(&booking()[0]).await.unwrap();
    assert_eq!(rule.num_calls(), 4);
}

#[tokio::test]
async fn a_promotion_that_lost_a_race_is_reckoned_anew() {
    let [.., saved] = booking();
    let (read, lost) = (no_row(), ["ConditionalCheckFailed", "None"]);
    let write = mock!(Client::transact_write_items)
        .sequence()
        .error(move || cancelled(&lost))
        .error(|| cancelled(&["None", "TransactionConflict"]))
        .output(|| TransactWriteItemsOutput::builder().build())
        .build();
    rows(&[&read, &write]).update(&saved).await.unwrap();
    assert_eq!((read.num_calls(), write.num_calls()), (3, 3));
}

#[tokio::test]
async fn a_promotion_that_always_loses_comes_back() {
    let [.., saved] = booking();
    let (read, write) =
        (no_row(), mock!(Client::transact_write_items).then_error(|| cancelled(&["None", "TransactionConflict"])));
    let outcome = rows(&[&read, &write]).update(&saved).await;
    assert!(matches!(outcome, Err(StoreError::Contended)), "{outcome:?}");
}

#[tokio::test]
async fn a_promotion_that_cannot_be_written_is_not_tried_again() {
    let [.., saved] = booking();
    let (read, write) = (
        no_row(),
        mock!(Client::transact_write_items).then_error(|| cancelled(&["ValidationError", "TransactionConflict"])),
    );
    let outcome = rows(&[&read, &write]).update(&saved).await;
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    assert_eq!(write.num_calls(), 1);
}
