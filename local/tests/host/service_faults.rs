//! Faults of services: refused, conflicting, done without an answer; and of functions that crash or answer late.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::{
    Client,
    operation::{put_item::PutItemError, transact_write_items::TransactWriteItemsError},
    types::{AttributeValue, Put, TransactWriteItem},
};
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use serde_json::{Value, json};

use crate::support::{self, Host, sleeper};

const TEMPLATE: &str = r"
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: bus}}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: rooms
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
  OneFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: one
      CodeUri: target/lambda/code/
      Handler: one
      Environment: {Variables: {OTHER: !Ref OtherFunction}}
  OtherFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: other
      CodeUri: target/lambda/code/
      Handler: other
      Environment: {Variables: {ONE: !Ref OneFunction}}
";

async fn host() -> Host {
    let handlers = vec![("one", sleeper(Duration::from_millis(300))), ("other", sleeper(Duration::ZERO))];
    support::start(TEMPLATE, None, handlers).await.unwrap()
}

async fn inject(host: &Host, fault: Value) {
    let answer = host.http.post(host.url("/dev/faults")).json(&fault).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{fault}");
}

async fn mend(host: &Host) {
    assert_eq!(host.http.delete(host.url("/dev/faults")).send().await.unwrap().status(), 200);
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

async fn put(client: &Client) -> Result<(), PutItemError> {
    let sent = client.put_item().table_name("rooms").item("pk", text("1")).send().await;
    sent.map(drop).map_err(aws_sdk_dynamodb::error::SdkError::into_service_error)
}

async fn is_there(client: &Client) -> bool {
    let got = client.get_item().table_name("rooms").key("pk", text("1")).send().await;
    got.unwrap().item.is_some()
}

#[tokio::test]
async fn a_throttled_request_has_no_effect() {
    let host = host().await;
    let client = host_client(&host);
    inject(&host, json!({ "service": "dynamodb", "throttleRate": 1 })).await;
    let refused = put(&client).await.unwrap_err();
    assert!(format!("{refused:?}").contains("ThrottlingException"), "{refused:?}");
    mend(&host).await;
    assert!(!is_there(&client).await);
}

#[tokio::test]
async fn a_request_whose_answer_is_lost_has_its_effect() {
    let host = host().await;
    let client = host_client(&host);
    inject(&host, json!({ "service": "dynamodb", "lostAnswerRate": 1 })).await;
    assert!(matches!(put(&client).await, Err(PutItemError::InternalServerError(_))));
    mend(&host).await;
    assert!(is_there(&client).await);
}

#[tokio::test]
async fn a_write_that_conflicts_is_refused_as_dynamodb_does_and_reads_are_not() {
    let host = host().await;
    let client = host_client(&host);
    inject(&host, json!({ "service": "dynamodb", "conflictRate": 1 })).await;
    assert!(matches!(put(&client).await, Err(PutItemError::TransactionConflictException(_))));
    let item = |key: &str| {
        let put = Put::builder().table_name("rooms").item("pk", text(key)).build().unwrap();
        TransactWriteItem::builder().put(put).build()
    };
    let sent = client.transact_write_items().transact_items(item("1")).transact_items(item("2")).send().await;
    let Err(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        sent.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error)
    else {
        panic!("it is written");
    };
    let codes: Vec<_> = cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap()).collect();
    assert_eq!(codes, ["TransactionConflict", "None"]);
    assert!(!is_there(&client).await);
}

#[tokio::test]
async fn events_fail_one_by_one() {
    let host = host().await;
    let events = aws_sdk_eventbridge::Client::new(host.aws.retrying());
    inject(&host, json!({ "service": "events", "partialFailureRate": 0.5 })).await;
    let entry = || {
        let entry = PutEventsRequestEntry::builder().event_bus_name("bus").source("s").detail_type("t");
        entry.detail("{}").build()
    };
    let (mut failed, mut put) = (0, 0);
    for _ in 0..20 {
        let answer = events.put_events().set_entries(Some((0..10).map(|_| entry()).collect())).send().await.unwrap();
        let named = answer.entries().iter().filter(|entry| entry.error_code().is_some()).count();
        assert_eq!(i32::try_from(named).unwrap(), answer.failed_entry_count());
        failed += named;
        put += answer.entries().iter().filter(|entry| entry.event_id().is_some()).count();
    }
    assert_eq!(failed + put, 200);
    assert!((40..160).contains(&failed), "{failed} of 200 failed");
}

#[tokio::test]
async fn a_function_crashes_in_the_midst_of_its_work() {
    let host = host().await;
    inject(&host, json!({ "function": "one", "crashRate": 1 })).await;
    let answer = host.aws.lambda().invoke().function_name("one").send().await.unwrap();
    let error: Value = serde_json::from_slice(answer.payload().unwrap().as_ref()).unwrap();
    assert_eq!(error["errorType"], "Runtime.ExitError");
}

#[tokio::test]
async fn an_answer_is_kept_back_after_the_work() {
    let host = host().await;
    inject(&host, json!({ "function": "other", "answerLatencyMs": 200 })).await;
    let start = Instant::now();
    host.aws.lambda().invoke().function_name("other").send().await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(200));
}

/// A client that does not try again.
fn host_client(host: &Host) -> Client {
    host.aws.impatient_dynamodb()
}
