//! What cannot be hosted is refused at the start, by name.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::support::{self, function};
use local::{Options, StartError};
use serde_json::Value;

const FUNCTION: &str = "
  Function:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: target/lambda/code/, Handler: run";

async fn refusal(resources: &str, handlers: &[&str]) -> String {
    let template = format!("Resources:{resources}\n");
    let handlers = handlers.iter().map(|name| (*name, function(Ok))).collect();
    match support::start(&template, None, handlers).await {
        Ok(_) => panic!("it starts: {template}"),
        Err(error) => format!("{:#}", anyhow::Error::from(error)),
    }
}

#[tokio::test]
async fn what_is_not_wired_is_an_error_that_names_it() {
    for (resources, handlers, named) in [
        ("\n  Odd: {Type: 'AWS::Kinesis::Stream'}".to_owned(), vec!["run"], "Odd"),
        (format!("{FUNCTION}}}"), vec!["walk"], "`run`"),
        (format!("{FUNCTION}}}"), vec!["run", "walk"], "`walk`"),
        (format!("{}}}", FUNCTION.replace("code/", "other/")), vec!["run"], "`other`"),
        (format!("{FUNCTION}, Environment: {{Variables: {{A: !Ref Nobody}}}}}}"), vec!["run"], "`Nobody`"),
        (format!("{FUNCTION}}}"), vec!["run"], "local-Function"),
        ("\n  Lonely: {Type: 'AWS::SQS::Queue'}".to_owned(), vec![], "local-Lonely"),
        (
            "\n  Rule: {Type: 'AWS::Events::Rule', Properties: {EventPattern: {a: [1]}, Targets: []}}".to_owned(),
            vec![],
            "Rule",
        ),
        (
            format!(
                "{FUNCTION}, Events: {{A: {{Type: HttpApi, Properties: {{Path: /a, Method: GET}}}}, \
                 B: {{Type: HttpApi, Properties: {{Path: /a, Method: get}}}}}}}}"
            ),
            vec!["run"],
            "`GET /a`",
        ),
    ] {
        let message = refusal(&resources, &handlers).await;
        assert!(message.contains(named), "`{message}` does not name {named}");
    }
}

#[tokio::test]
async fn a_taken_port_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = local::start(Options { port, ..Options::default() }).await.unwrap_err();
    assert!(matches!(error, StartError::PortTaken(taken) if taken == port), "{error:?}");
}

#[tokio::test]
async fn a_second_host_on_the_same_data_directory_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _first = support::start("Resources: {}", Some(dir.path()), vec![]).await.unwrap();
    assert!(
        matches!(support::start("Resources: {}", Some(dir.path()), vec![]).await, Err(StartError::State(error)) if error.to_string().contains("another host"))
    );
}

#[tokio::test]
async fn a_data_directory_of_another_template_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let table = |key: &str| {
        format!(
            "Resources:\n  Table:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: PAY_PER_REQUEST\n      \
             AttributeDefinitions: [{{AttributeName: {key}, AttributeType: S}}]\n      \
             KeySchema: [{{AttributeName: {key}, KeyType: HASH}}]\n"
        )
    };
    support::start(&table("pk"), Some(dir.path()), vec![]).await.unwrap().running.stop().await;
    support::start(&table("pk"), Some(dir.path()), vec![]).await.unwrap().running.stop().await;
    let error = support::start(&table("id"), Some(dir.path()), vec![]).await.err().unwrap();
    assert!(error.to_string().contains("local-Table"), "{error}");
}

/// The binary itself, killed when the test ends.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the binary; answers it with the URLs of the API and the AWS endpoints.
fn spawn(template: &std::path::Path, data_dir: &std::path::Path) -> (Process, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.arg("--port=0").arg("--template").arg(template).arg("--data-dir").arg(data_dir);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut url = || lines.next().unwrap().unwrap().split_whitespace().last().unwrap().to_owned();
    let (api, endpoints) = (url(), url());
    (Process(child), api, endpoints)
}

#[test]
fn a_signal_stops_it_cleanly() {
    let dir = tempfile::tempdir().unwrap();
    let template = dir.path().join("template.yaml");
    std::fs::write(&template, "Resources: {}").unwrap();
    let (mut process, ..) = spawn(&template, dir.path());
    let signalled = Command::new("kill").args(["-TERM", &process.0.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    assert!(process.0.wait().unwrap().success());
}

#[tokio::test]
async fn what_was_sent_survives_kill_9() {
    let dir = tempfile::tempdir().unwrap();
    let template = dir.path().join("template.yaml");
    // Two queues that are each other's dead-letter queue: nobody else reads them.
    let queue = |name: &str, other: &str| {
        format!(
            "  {name}:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: {name}\n      DelaySeconds: 600\n      \
             RedrivePolicy: {{deadLetterTargetArn: !GetAtt {other}.Arn, maxReceiveCount: 2}}\n"
        )
    };
    std::fs::write(&template, format!("Resources:\n{}{}", queue("One", "Two"), queue("Two", "One"))).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let data = dir.path().join("data");
    let (mut process, _, endpoints) = spawn(&template, &data);
    let sent = http
        .post(&endpoints)
        .header("x-amz-target", "AmazonSQS.SendMessage")
        .body(format!(r#"{{"QueueUrl":"{endpoints}/000000000000/One","MessageBody":"kept"}}"#));
    assert_eq!(sent.send().await.unwrap().status(), 200);
    // On Unix this is SIGKILL.
    process.0.kill().unwrap();
    process.0.wait().unwrap();
    let (_process, api, _) = spawn(&template, &data);
    let queues: Value = http.get(format!("{api}/dev/queues")).send().await.unwrap().json().await.unwrap();
    assert_eq!(queues["One"]["delayed"], 1, "{queues}");
}
