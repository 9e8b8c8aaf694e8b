//! A schedule invokes its function with AWS's own event, and nobody waits for it.

use crate::support::{self, Host, Log, function};
use platform::function::{Function, FunctionError};
use serde_json::{Value, json};

const TEMPLATE: &str = "
Globals: {Function: {AutoPublishAlias: live}}
Resources:
  CleanUp:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: target/lambda/code/, Handler: clean-up}
  Open:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: open
      Events: {Route: {Type: HttpApi, Properties: {Path: /open, Method: GET}}}
  Hourly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 hour)
      Targets: [{Id: function, Arn: !Ref CleanUp.Alias}]
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref CleanUp.Alias
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Hourly.Arn
";

async fn start(clean_up: Function) -> Host {
    support::start(TEMPLATE, None, vec![("clean-up", clean_up), ("open", function(Ok))]).await.unwrap()
}

impl Host {
    /// Runs a scheduled function at once; answers status and body.
    async fn run_now(&self, name: &str) -> (u16, Value) {
        let answer = self.http.post(self.url(&format!("/dev/schedules/{name}"))).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

#[tokio::test]
async fn a_scheduled_function_gets_the_event_that_aws_sends() {
    let log = Log::default();
    let seen = log.clone();
    let host = start(function(move |event| {
        seen.add(event.to_string());
        Ok(Value::Null)
    }))
    .await;
    assert_eq!(host.run_now("clean-up").await, (202, json!({})));
    let event: Value = serde_json::from_str(&log.until(1).await[0]).unwrap();
    assert!(event["id"].as_str().is_some_and(|id| !id.is_empty()), "{event}");
    let time = event["time"].as_str().unwrap();
    assert!(time.len() == "2026-11-21T03:06:10Z".len() && time.parse::<jiff::Timestamp>().is_ok(), "{time}");
    let expected = json!({
        "version": "0",
        "id": event["id"],
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "000000000000",
        "time": time,
        "region": "ap-northeast-2",
        "resources": ["arn:aws:events:ap-northeast-2:000000000000:rule/local-Hourly"],
        "detail": {},
    });
    assert_eq!(event, expected);
}

#[tokio::test]
async fn a_failed_invocation_is_tried_twice_more_with_the_same_event_and_then_given_up() {
    let log = Log::default();
    let seen = log.clone();
    let host = start(function(move |event| {
        seen.add(event["id"].as_str().unwrap());
        Err(FunctionError::new("Unavailable", "on purpose"))
    }))
    .await;
    assert_eq!(host.run_now("clean-up").await.0, 202);
    log.until(3).await;
    // A fourth attempt of the first run would be among those of the second.
    host.run_now("clean-up").await;
    let ids = log.until(6).await;
    assert!(ids[..3].iter().all(|id| *id == ids[0]) && ids[3..].iter().all(|id| *id == ids[3]), "{ids:?}");
    assert_ne!(ids[0], ids[3]);
}

#[tokio::test]
async fn who_waits_for_a_run_hears_what_the_function_answers() {
    let host = start(function(|event| Ok(json!({ "cleanedUp": event["source"] })))).await;
    let expected = json!({ "answers": [{ "cleanedUp": "aws.events" }] });
    assert_eq!(host.run_now("clean-up?wait=true").await, (200, expected));
    let host = start(function(|_| Err(FunctionError::new("Unavailable", "on purpose")))).await;
    let (status, problem) = host.run_now("clean-up?wait=true").await;
    assert_eq!((status, &problem["type"]), (502, &json!("urn:problem:run-failed")));
}

#[tokio::test]
async fn only_what_has_a_schedule_runs_at_once() {
    let host = start(function(Ok)).await;
    for name in ["open", "nobody"] {
        let (status, problem) = host.run_now(name).await;
        assert_eq!((status, &problem["type"]), (404, &json!("urn:problem:schedule-not-found")), "{name}");
    }
}
