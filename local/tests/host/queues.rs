//! Queues deliver until a function has succeeded, and bury what never does.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use crate::support::{self, Log, eventually, function};
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use platform::function::{Function, FunctionError};
use serde_json::{Value, json, value::to_raw_value};
use tokio::{sync::watch, time};

const TEMPLATE: &str = r"
Resources:
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: bus}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {source: [test], detail-type: [Wanted]}
      Targets: [{Id: queue, Arn: !GetAtt Queue.Arn}]
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: queue
      VisibilityTimeout: 1
      RedrivePolicy: {deadLetterTargetArn: !GetAtt DeadLetters.Arn, maxReceiveCount: 2}
  DeadLetters: {Type: AWS::SQS::Queue, Properties: {QueueName: dead}}
  Delayed: {Type: AWS::SQS::Queue, Properties: {QueueName: delayed, DelaySeconds: 1}}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: consume
      Events:
        Queue:
          Type: SQS
          Properties:
            Queue: !GetAtt Queue.Arn
            BatchSize: 2
            FunctionResponseTypes: [ReportBatchItemFailures]
            ScalingConfig: {MaximumConcurrency: 2}
        Delayed: {Type: SQS, Properties: {Queue: !GetAtt Delayed.Arn}}
";

fn messages(event: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let message = |record: &Value| (text(&record["messageId"]), text(&record["body"]));
    event["Records"].as_array().unwrap().iter().map(message).collect()
}

/// Fails the messages that say so, and logs all.
fn consumer(log: &Log) -> Function {
    let seen = log.clone();
    function(move |event| {
        let messages = messages(&event);
        for (_, body) in &messages {
            seen.add(body);
        }
        if messages.iter().any(|(_, body)| body == "crash") {
            return Err(FunctionError::new("Crashed", "on purpose"));
        }
        let failed = messages.iter().filter(|(_, body)| body == "fail");
        Ok(json!({ "batchItemFailures": failed.map(|(id, _)| json!({ "itemIdentifier": id })).collect::<Vec<_>>() }))
    })
}

#[tokio::test]
async fn what_fails_comes_again_until_it_is_a_dead_letter_and_what_succeeds_is_gone() {
    let log = Log::default();
    let host = support::start(TEMPLATE, None, vec![("consume", consumer(&log))]).await.unwrap();
    let url = format!("{}/000000000000/queue", host.running.endpoint_url);
    let batch = ["fail", "good"].map(|body| {
        let entry = aws_sdk_sqs::types::SendMessageBatchRequestEntry::builder();
        entry.id(body).message_body(body).build().unwrap()
    });
    host.sqs().send_message_batch().queue_url(url).set_entries(Some(batch.into())).send().await.unwrap();
    host.send("queue", "crash").await;
    eventually(|| async { (host.depth("queue", "deadLetters").await == 2).then_some(()) }).await;
    let count = |body: &str| log.lines().iter().filter(|line| *line == body).count();
    assert_eq!((count("fail"), count("crash"), count("good")), (2, 2, 1));
    let queue = &host.get("/dev/queues").await["queue"];
    assert_eq!((&queue["visible"], &queue["inFlight"]), (&json!(0), &json!(0)));
}

#[tokio::test]
async fn a_message_that_is_lost_on_purpose_is_gone_and_nobody_has_seen_it() {
    let log = Log::default();
    let host = support::start(TEMPLATE, None, vec![("consume", consumer(&log))]).await.unwrap();
    let inject = |fault: Value| host.http.post(host.url("/dev/faults")).json(&fault).send();
    inject(json!({ "function": "consume", "lossRate": 1 })).await.unwrap();
    for body in ["a", "b"] {
        host.send("queue", body).await;
    }
    let lost = || async { host.get("/dev/functions").await["consume"]["lost"].as_u64().filter(|lost| *lost == 2) };
    eventually(lost).await;
    inject(json!({ "function": "consume" })).await.unwrap();
    host.send("queue", "c").await;
    assert_eq!(log.until(1).await, ["c"]);
    eventually(|| async { (host.depth("queue", "inFlight").await == 0).then_some(()) }).await;
    let depth = &host.get("/dev/queues").await["queue"];
    assert_eq!((&depth["visible"], &depth["deadLetters"]), (&json!(0), &json!(0)), "{depth}");
}

#[tokio::test]
async fn a_delayed_message_waits() {
    let log = Log::default();
    let host = support::start(TEMPLATE, None, vec![("consume", consumer(&log))]).await.unwrap();
    let started = Instant::now();
    host.send("delayed", "later").await;
    assert_eq!(host.depth("delayed", "delayed").await, 1);
    log.until(1).await;
    assert!(started.elapsed() >= Duration::from_millis(950), "{:?}", started.elapsed());
}

/// Is in as long as the gate is shut, and logs then.
fn gated(running: &Arc<AtomicUsize>, gate: &watch::Sender<bool>, log: &Log) -> Function {
    let (running, gate, log) = (Arc::clone(running), gate.clone(), log.clone());
    Function::new(move |invocation| {
        let (running, mut gate, log) = (Arc::clone(&running), gate.subscribe(), log.clone());
        async move {
            running.fetch_add(1, Ordering::SeqCst);
            gate.wait_for(|open| *open).await.unwrap();
            let event: Value = serde_json::from_str(invocation.payload.get()).unwrap();
            for (_, body) in messages(&event) {
                log.add(body);
            }
            Ok(to_raw_value(&Value::Null).unwrap())
        }
    })
}

#[tokio::test]
async fn a_queue_never_has_more_invocations_than_its_maximum() {
    let (running, gate, done) = (Arc::default(), watch::Sender::new(false), Log::default());
    // Nothing that is held at the gate may come again meanwhile.
    let template = TEMPLATE.replace("VisibilityTimeout: 1", "VisibilityTimeout: 60");
    let handlers = vec![("consume", gated(&running, &gate, &done))];
    let host = support::start(&template, None, handlers).await.unwrap();
    for number in 0..12 {
        host.send("queue", &number.to_string()).await;
    }
    eventually(|| async { (running.load(Ordering::SeqCst) == 2).then_some(()) }).await;
    // A third would be in by then: eight messages at least are left for it.
    time::sleep(Duration::from_millis(100)).await;
    assert_eq!(running.load(Ordering::SeqCst), 2);
    gate.send_replace(true);
    done.until(12).await;
}

#[tokio::test]
async fn an_event_of_the_bus_arrives_whole() {
    let log = Log::default();
    let host = support::start(TEMPLATE, None, vec![("consume", consumer(&log))]).await.unwrap();
    let entry = |kind: &str| {
        let entry = PutEventsRequestEntry::builder().event_bus_name("bus").source("test").detail_type(kind);
        entry.detail(r#"{"data":1}"#).build()
    };
    let client = aws_sdk_eventbridge::Client::new(host.aws.retrying());
    let put = client.put_events().entries(entry("Unwanted")).entries(entry("Wanted"));
    let answer = put.send().await.unwrap();
    assert_eq!(answer.failed_entry_count(), 0);
    let event: Value = serde_json::from_str(&log.until(1).await[0]).unwrap();
    assert_eq!(event["id"].as_str(), answer.entries()[1].event_id());
    assert_eq!((&event["detail-type"], &event["detail"]), (&json!("Wanted"), &json!({ "data": 1 })));
    assert_eq!(log.lines().len(), 1);
}

#[tokio::test]
async fn messages_in_flight_and_delayed_outlive_the_host() {
    let (dir, log) = (tempfile::tempdir().unwrap(), Log::default());
    let stuck = support::sleeper(Duration::from_mins(1));
    let host = support::start(TEMPLATE, Some(dir.path()), vec![("consume", stuck)]).await.unwrap();
    host.send("queue", "in flight").await;
    host.send("delayed", "delayed").await;
    eventually(|| async { (host.depth("queue", "inFlight").await == 1).then_some(()) }).await;
    host.running.stop().await;
    let host = support::start(TEMPLATE, Some(dir.path()), vec![("consume", consumer(&log))]).await.unwrap();
    let mut lines = log.until(2).await;
    lines.sort();
    assert_eq!(lines, ["delayed", "in flight"]);
    eventually(|| async { (host.depth("queue", "inFlight").await == 0).then_some(()) }).await;
}
