//! The SDK understands what the endpoints answer, refusals included.

use std::time::Duration;

use crate::support::{self, Host, function, sleeper};
use aws_sdk_lambda::{operation::RequestId, primitives::Blob};
use platform::{
    clients::Aws,
    config::Lookup,
    function::{Function, FunctionError, Invocation},
};
use serde_json::{Value, json, value::to_raw_value};

const TEMPLATE: &str = r"
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: queue, VisibilityTimeout: 30}}
  EchoFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: echo
      AutoPublishAlias: live
      CodeUri: target/lambda/code/
      Handler: echo
      Environment:
        Variables:
          QUEUE_URL: !Ref Queue
          FAIL: !Ref FailFunction
          BUSY: !GetAtt BusyFunction.Arn
          WHOAMI: !Ref WhoamiFunction
          FAILING_WHOAMI: !Ref FailingWhoamiFunction
  FailFunction:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: fail
      CodeUri: target/lambda/code/
      Handler: fail
      Environment: {Variables: {ECHO: !Ref EchoFunction.Alias}}
  BusyFunction:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: busy, CodeUri: target/lambda/code/, Handler: busy, ReservedConcurrentExecutions: 1}
  WhoamiFunction:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: whoami, CodeUri: target/lambda/code/, Handler: whoami}
  FailingWhoamiFunction:
    Type: AWS::Serverless::Function
    Properties: {FunctionName: failing-whoami, CodeUri: target/lambda/code/, Handler: failing-whoami}
";

/// A function that answers the id of its own invocation, or fails and says it.
fn whoami(fails: bool) -> Function {
    Function::new(move |invocation: Invocation| async move {
        let id = invocation.request_id;
        if fails { Err(FunctionError::new("Broken", id)) } else { Ok(to_raw_value(&id).unwrap()) }
    })
}

async fn host() -> Host {
    let echo = function(Ok);
    let fail = function(|_| Err(FunctionError::new("Broken", "on purpose")));
    let (whoami, failing) = (whoami(false), whoami(true));
    let busy = sleeper(Duration::from_millis(500));
    let handlers =
        vec![("echo", echo), ("fail", fail), ("busy", busy), ("whoami", whoami), ("failing-whoami", failing)];
    support::start(TEMPLATE, None, handlers).await.unwrap()
}

#[tokio::test]
async fn a_function_is_invoked_by_name_and_by_the_arn_of_its_alias() {
    let host = host().await;
    for name in ["echo", "echo:live", "arn:aws:lambda:ap-northeast-2:000000000000:function:echo:live"] {
        let sent =
            host.aws.lambda().invoke().function_name(name).payload(Blob::new(r#"{"a":1}"#)).send().await.unwrap();
        let answer: Value = serde_json::from_slice(sent.payload().unwrap().as_ref()).unwrap();
        assert_eq!((answer, sent.function_error()), (json!({ "a": 1 }), None), "{name}");
    }
}

#[tokio::test]
async fn what_a_function_has_in_its_environment_is_shown_under_its_resource() {
    let host = host().await;
    let shown = host.get("/dev/environments").await;
    let endpoint_url = &host.running.endpoint_url;
    let echo = &shown["EchoFunction"];
    assert_eq!((&echo["AWS_ENDPOINT_URL"], &echo["_HANDLER"]), (&json!(endpoint_url), &json!("echo")));
    assert_eq!(echo["QUEUE_URL"], format!("{endpoint_url}/000000000000/queue"));
    assert_eq!(shown["FailFunction"]["ECHO"], "arn:aws:lambda:ap-northeast-2:000000000000:function:echo:live");
    assert_eq!(shown.as_object().unwrap().len(), host.running.functions.len());
}

#[tokio::test]
async fn an_invoker_learns_the_id_of_the_invocation() {
    let host = host().await;
    for name in ["whoami", "failing-whoami"] {
        let answer = host.aws.lambda().invoke().function_name(name).send().await.unwrap();
        let body: Value = serde_json::from_slice(answer.payload().unwrap().as_ref()).unwrap();
        let id = body.as_str().or(body["errorMessage"].as_str()).unwrap();
        assert_eq!(answer.request_id(), Some(id), "{name}");
    }
}

#[tokio::test]
async fn a_functions_error_and_a_refused_invocation_are_what_the_sdk_expects() {
    let host = host().await;
    let lambda = host.aws.lambda();
    let failed = lambda.invoke().function_name("fail").send().await.unwrap();
    let error: Value = serde_json::from_slice(failed.payload().unwrap().as_ref()).unwrap();
    assert_eq!(failed.function_error(), Some("Unhandled"));
    assert_eq!(error, json!({ "errorType": "Broken", "errorMessage": "on purpose" }));
    let missing = lambda.invoke().function_name("nobody").send().await.unwrap_err().into_service_error();
    assert!(missing.is_resource_not_found_exception(), "{missing:?}");
    let (one, other) =
        tokio::join!(lambda.invoke().function_name("busy").send(), lambda.invoke().function_name("busy").send());
    let refused = one.err().or(other.err()).unwrap().into_service_error();
    assert!(refused.is_too_many_requests_exception(), "{refused:?}");
}

#[tokio::test]
async fn a_message_is_sent_received_hidden_and_deleted() {
    let (host, sqs) = {
        let host = host().await;
        let sqs = host.sqs();
        (host, sqs)
    };
    let url = sqs.get_queue_url().queue_name("queue").send().await.unwrap().queue_url.unwrap();
    sqs.send_message().queue_url(&url).message_body("hello").send().await.unwrap();
    let receive = || async { sqs.receive_message().queue_url(&url).send().await.unwrap().messages.unwrap_or_default() };
    let message = receive().await.remove(0);
    assert_eq!(message.body(), Some("hello"));
    assert!(receive().await.is_empty(), "it is hidden");
    let receipt = message.receipt_handle().unwrap();
    let show = sqs.change_message_visibility().queue_url(&url).receipt_handle(receipt).visibility_timeout(0);
    show.send().await.unwrap();
    let again = receive().await.remove(0);
    assert_eq!(again.message_id(), message.message_id());
    // Only the receipt of the last delivery deletes.
    sqs.delete_message().queue_url(&url).receipt_handle(receipt).send().await.unwrap();
    assert_eq!(host.depth("queue", "inFlight").await, 1);
    sqs.delete_message().queue_url(&url).receipt_handle(again.receipt_handle().unwrap()).send().await.unwrap();
    assert_eq!(host.depth("queue", "inFlight").await, 0);
}

#[tokio::test]
async fn a_queue_that_does_not_exist_is_refused_in_sqss_words() {
    let host = host().await;
    let url = format!("{}/000000000000/nobody", host.running.endpoint_url);
    let sent = host.sqs().send_message().queue_url(url).message_body("x").send().await;
    assert!(sent.unwrap_err().into_service_error().is_queue_does_not_exist());
}

#[tokio::test]
async fn tables_and_queues_answer_on_the_apis_port_as_well() {
    let host = host().await;
    let lookup = Lookup::of([
        ("AWS_REGION", "ap-northeast-2"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL", &host.running.url),
    ]);
    let aws = Aws::new(&lookup).unwrap();
    let sqs = aws_sdk_sqs::Client::new(aws.retrying());
    let list =
        async |prefix| sqs.list_queues().queue_name_prefix(prefix).send().await.unwrap().queue_urls.unwrap_or_default();
    let urls = list("que").await;
    assert_eq!((urls.len(), list("nobody").await.len()), (1, 0));
    sqs.send_message().queue_url(&urls[0]).message_body("hello").send().await.unwrap();
    assert_eq!(host.depth("queue", "visible").await, 1);
    assert!(aws.dynamodb().list_tables().send().await.unwrap().table_names().is_empty());
    // Whatever names no operation is for the API.
    let answer = host.http.post(host.url("/")).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 404);
}
