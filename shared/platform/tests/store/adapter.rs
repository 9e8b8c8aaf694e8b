//! What the adapter on `DynamoDB` makes of answers that a healthy database does not give.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::{
    config::{BehaviorVersion, Region, retry::RetryConfig},
    operation::{
        put_item::PutItemError,
        transact_write_items::{TransactWriteItemsError, TransactWriteItemsOutput},
    },
    types::{
        AttributeValue, CancellationReason,
        error::{
            ConditionalCheckFailedException, ProvisionedThroughputExceededException, TransactionCanceledException,
            TransactionConflictException,
        },
    },
};
use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock};
use platform::store::{AggregateStore, Claim, CommitError, DynamoStore, StoreError};

use crate::{contract::sale, ticket::Ticket};

/// The adapter on a client that answers by `rule`. What `mock_client!` makes, without the SDK's feature `test-util`:
/// with it, tests and `cargo run` would compile the SDK twice.
fn store(rule: &Rule) -> DynamoStore<Ticket> {
    let answers = MockResponseInterceptor::new().rule_mode(RuleMode::Sequential).with_rule(rule);
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("ap-northeast-2"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .retry_config(RetryConfig::standard().with_initial_backoff(Duration::from_millis(1)))
        .http_client(create_mock_http_client())
        .interceptor(answers)
        .build();
    DynamoStore::new(aws_sdk_dynamodb::Client::from_conf(config), "Tickets".into())
}

fn cancelled(codes: &[&str]) -> TransactWriteItemsError {
    let reasons = codes.iter().map(|code| CancellationReason::builder().code(*code).build()).collect();
    let error = TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons)).build();
    TransactWriteItemsError::TransactionCanceledException(error)
}

fn claim(key: &str) -> Claim {
    Claim { key: key.into(), owner: "T-1".into() }
}

#[tokio::test]
async fn a_condition_that_our_own_earlier_write_broke_is_success() {
    let change = sale("T-1");
    let write_id = change.write_id.clone();
    let rule = mock!(aws_sdk_dynamodb::Client::put_item).then_error(move || {
        let failed = ConditionalCheckFailedException::builder().item("writeId", AttributeValue::S(write_id.clone()));
        PutItemError::ConditionalCheckFailedException(failed.build())
    });
    store(&rule).commit(&change).await.unwrap();
}

#[tokio::test]
async fn reasons_are_read_by_their_place() {
    let rule = mock!(aws_sdk_dynamodb::Client::transact_write_items)
        .then_error(|| cancelled(&["None", "None", "ConditionalCheckFailed"]));
    let refusal = store(&rule).commit(&sale("T-1").claiming([claim("SEAT#A1"), claim("SEAT#A2")])).await;
    assert!(matches!(&refusal, Err(CommitError::Taken(keys)) if keys == &["SEAT#A2"]), "{refusal:?}");
}

#[tokio::test]
async fn a_collision_with_another_transaction_is_tried_again() {
    let rule = mock!(aws_sdk_dynamodb::Client::transact_write_items)
        .sequence()
        .error(|| cancelled(&["None", "TransactionConflict"]))
        .times(3)
        .output(|| TransactWriteItemsOutput::builder().build())
        .build();
    store(&rule).commit(&sale("T-1").claiming([claim("SEAT#A1")])).await.unwrap();
    assert_eq!(rule.num_calls(), 4);
}

#[tokio::test]
async fn a_collision_that_does_not_end_is_contention_and_not_a_taken_claim() {
    let rule = mock!(aws_sdk_dynamodb::Client::transact_write_items)
        .sequence()
        .error(|| cancelled(&["None", "TransactionConflict"]))
        .times(20)
        .build();
    let refusal = store(&rule).commit(&sale("T-1").claiming([claim("SEAT#A1")])).await;
    assert!(matches!(refusal, Err(CommitError::Store(StoreError::Contended))), "{refusal:?}");
}

#[tokio::test]
async fn a_throttled_table_is_unavailable_and_not_a_conflict() {
    let rule = mock!(aws_sdk_dynamodb::Client::put_item)
        .sequence()
        .error(|| {
            let error = ProvisionedThroughputExceededException::builder().build();
            PutItemError::ProvisionedThroughputExceededException(error)
        })
        .times(3)
        .build();
    let refusal = store(&rule).commit(&sale("T-1")).await;
    assert!(matches!(refusal, Err(CommitError::Store(StoreError::Unavailable(_)))), "{refusal:?}");
}

#[tokio::test]
async fn a_write_that_meets_a_transaction_is_decided_again() {
    let rule = mock!(aws_sdk_dynamodb::Client::put_item)
        .then_error(|| PutItemError::TransactionConflictException(TransactionConflictException::builder().build()));
    assert!(matches!(store(&rule).commit(&sale("T-1")).await, Err(CommitError::Conflict)));
}
