//! Streams reach their functions in order, and what fails is neither lost nor in the way for ever.

use std::time::Duration;

use crate::support::{self, Host, Log, eventually, function};
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use platform::function::FunctionError;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream, time};

const TEMPLATE: &str = r#"
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Function:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: target/lambda/code/, Handler: relay, AutoPublishAlias: live}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Function.Alias
      EventSourceArn: !GetAtt Table.StreamArn
      StartingPosition: TRIM_HORIZON
      BatchSize: 100
      FilterCriteria: {Filters: [{Pattern: '{"dynamodb":{"NewImage":{"outbox":{"S":[{"exists":true}]}}}}'}]}
      FunctionResponseTypes: [ReportBatchItemFailures]
      BisectBatchOnFunctionError: true
      MaximumRetryAttempts: 1
      DestinationConfig: {OnFailure: {Destination: !GetAtt Failures.Arn}}
  Failures:
    Type: AWS::SQS::Queue
"#;

/// Key and sequence number of each record.
fn records(event: &Value) -> Vec<(String, String)> {
    let record = |record: &Value| {
        let change = &record["dynamodb"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&change["Keys"]["pk"]["S"]), text(&change["SequenceNumber"]))
    };
    event["Records"].as_array().unwrap().iter().map(record).collect()
}

/// Puts items as one batch, so that they come in one.
async fn put(host: &Host, keys: &[&str], with_outbox: bool) {
    let requests = keys.iter().map(|key| {
        let mut put = PutRequest::builder().item("pk", AttributeValue::S((*key).to_owned()));
        if with_outbox {
            put = put.item("outbox", AttributeValue::S("[]".to_owned()));
        }
        WriteRequest::builder().put_request(put.build().unwrap()).build()
    });
    let batch = host.aws.dynamodb().batch_write_item().request_items("local-Table", requests.collect());
    batch.send().await.unwrap();
}

#[tokio::test]
async fn only_what_the_filter_lets_through_arrives_in_the_form_that_aws_sends() {
    let log = Log::default();
    let seen = log.clone();
    let relay = function(move |event| {
        seen.add(event.to_string());
        Ok(Value::Null)
    });
    let host = support::start(TEMPLATE, None, vec![("relay", relay)]).await.unwrap();
    put(&host, &["plain"], false).await;
    put(&host, &["a"], true).await;
    let event: Value = serde_json::from_str(&log.until(1).await[0]).unwrap();
    assert_eq!(records(&event).len(), 1);
    let record = &event["Records"][0];
    assert_eq!((&record["eventName"], &record["eventSource"]), (&json!("INSERT"), &json!("aws:dynamodb")));
    assert_eq!(record["dynamodb"]["NewImage"]["outbox"]["S"], "[]");
    assert_eq!(record["awsRegion"], "ap-northeast-2");
    assert!(record["eventSourceARN"].as_str().unwrap().contains(":table/local-Table/stream/"));
    serde_json::from_value::<aws_lambda_events::event::dynamodb::Event>(event).unwrap();
}

#[tokio::test]
async fn after_a_partial_failure_the_batch_comes_again_from_there() {
    let log = Log::default();
    let seen = log.clone();
    let relay = function(move |event| {
        for (key, sequence_number) in records(&event) {
            if key == "c" && !seen.lines().contains(&"c failed".to_owned()) {
                seen.add("c failed");
                return Ok(json!({ "batchItemFailures": [{ "itemIdentifier": sequence_number }] }));
            }
            seen.add(key);
        }
        Ok(json!({ "batchItemFailures": [] }))
    });
    let host = support::start(TEMPLATE, None, vec![("relay", relay)]).await.unwrap();
    put(&host, &["a", "b", "c", "d"], true).await;
    assert_eq!(log.until(5).await, ["a", "b", "c failed", "c", "d"]);
    assert_eq!(host.depth("local-Failures", "visible").await, 0);
}

#[tokio::test]
async fn a_poisoned_record_is_found_by_halving_and_given_up_alone() {
    let log = Log::default();
    let seen = log.clone();
    let relay = function(move |event| {
        let keys: Vec<String> = records(&event).into_iter().map(|(key, _)| key).collect();
        if keys.contains(&"poison".to_owned()) {
            return Err(FunctionError::new("Poisoned", "on purpose"));
        }
        for key in keys {
            seen.add(key);
        }
        Ok(Value::Null)
    });
    let host = support::start(TEMPLATE, None, vec![("relay", relay)]).await.unwrap();
    put(&host, &["a", "b", "poison", "c", "d"], true).await;
    assert_eq!(log.until(4).await, ["a", "b", "c", "d"]);
    let url = format!("{}/000000000000/local-Failures", host.running.endpoint_url);
    let received = host.sqs().receive_message().queue_url(url).send().await.unwrap();
    let body: Value = serde_json::from_str(received.messages()[0].body().unwrap()).unwrap();
    assert_eq!(body["DDBStreamBatchInfo"]["batchSize"], 1);
    assert_eq!(body["requestContext"]["condition"], "RetryAttemptsExhausted");
}

#[tokio::test]
async fn a_position_outlives_the_host() {
    let (dir, log) = (tempfile::tempdir().unwrap(), Log::default());
    let relay = || {
        let seen = log.clone();
        function(move |event| {
            for (key, _) in records(&event) {
                seen.add(key);
            }
            Ok(Value::Null)
        })
    };
    let host = support::start(TEMPLATE, Some(dir.path()), vec![("relay", relay())]).await.unwrap();
    put(&host, &["a"], true).await;
    log.until(1).await;
    host.running.stop().await;
    let host = support::start(TEMPLATE, Some(dir.path()), vec![("relay", relay())]).await.unwrap();
    put(&host, &["b"], true).await;
    assert_eq!(log.until(2).await, ["a", "b"]);
}

/// Puts an item and hangs up before the answer.
async fn put_and_hang_up(host: &Host, key: &str) {
    let body =
        json!({ "TableName": "local-Table", "Item": { "pk": { "S": key }, "outbox": { "S": "[]" } } }).to_string();
    let address = host.running.endpoint_url.strip_prefix("http://").unwrap();
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {address}\r\nX-Amz-Target: DynamoDB_20120810.PutItem\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
}

async fn is_there(host: &Host, key: &str) -> bool {
    let get = host.aws.dynamodb().get_item().table_name("local-Table").key("pk", AttributeValue::S(key.to_owned()));
    get.send().await.unwrap().item.is_some()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_for_a_client_that_is_gone_is_delivered_all_the_same() {
    let log = Log::default();
    let seen = log.clone();
    let relay = function(move |event| {
        for (key, _) in records(&event) {
            seen.add(key);
        }
        Ok(Value::Null)
    });
    let host = support::start(TEMPLATE, None, vec![("relay", relay)]).await.unwrap();
    let mut written = 0;
    for number in 0..500 {
        let key = number.to_string();
        put_and_hang_up(&host, &key).await;
        time::sleep(Duration::from_millis(20)).await;
        // Some requests end before they begin. Of the others each is by itself: the next one would wake the reader for it.
        if is_there(&host, &key).await {
            eventually(|| async { log.lines().contains(&key).then_some(()) }).await;
            written += 1;
            if written == 5 {
                return;
            }
        }
    }
    panic!("only {written} of 500 were written");
}
