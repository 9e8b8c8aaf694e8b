//! What cannot be hosted is refused at the start, by name.

use crate::support::{self, function};
use local::{Options, StartError};

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
