//! A change reaches its consumers at once: nothing between them waits for a timer.

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use platform::{clients::Aws, function::Function};
use serde_json::{Value, json, value::to_raw_value};

use crate::support::{self, Log, function};

const TEMPLATE: &str = r"
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  RelayFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: relay
      Events:
        Stream: {Type: DynamoDB, Properties: {Stream: !GetAtt Table.StreamArn, StartingPosition: TRIM_HORIZON}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [test]}
      Targets: [{Id: queue, Arn: !GetAtt Queue.Arn}]
  Queue: {Type: AWS::SQS::Queue}
  ConsumerFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: consume
      Events: {Queue: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}
";

/// Puts an event for each record.
fn relay(aws: &Arc<OnceLock<Aws>>) -> Function {
    let aws = Arc::clone(aws);
    Function::new(move |invocation| {
        let aws = Arc::clone(&aws);
        async move {
            let client = aws_sdk_eventbridge::Client::new(aws.get().unwrap().retrying());
            let event: Value = serde_json::from_str(invocation.payload.get()).unwrap();
            for record in event["Records"].as_array().unwrap() {
                let detail = json!({ "pk": record["dynamodb"]["Keys"]["pk"]["S"] });
                let entry = PutEventsRequestEntry::builder().source("test").detail_type("Changed");
                client.put_events().entries(entry.detail(detail.to_string()).build()).send().await.unwrap();
            }
            Ok(to_raw_value(&Value::Null).unwrap())
        }
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_write_to_its_consumer_it_takes_less_than_200_ms() {
    let (log, aws) = (Log::default(), Arc::default());
    let seen = log.clone();
    let consume = function(move |event| {
        for record in event["Records"].as_array().unwrap() {
            let event: Value = serde_json::from_str(record["body"].as_str().unwrap()).unwrap();
            seen.add(event["detail"]["pk"].as_str().unwrap());
        }
        Ok(Value::Null)
    });
    let host = support::start(TEMPLATE, None, vec![("relay", relay(&aws)), ("consume", consume)]).await.unwrap();
    aws.set(host.aws.clone()).unwrap();
    let client = host.aws.dynamodb();
    let mut durations = Vec::new();
    for number in 0..20 {
        let key = AttributeValue::S(number.to_string());
        client.put_item().table_name("local-Table").item("pk", key).send().await.unwrap();
        let written = Instant::now();
        log.until(number + 1).await;
        durations.push(written.elapsed());
    }
    durations.sort_unstable();
    assert!(durations[durations.len() / 2] < Duration::from_millis(200), "{durations:?}");
}
