//! What cannot be hosted is refused at the start, by name.

use crate::support::{self, IDLE, function, idle};
use local::{Options, StartError};
use std::net::TcpListener;

const FUNCTION: &str = "
  Function:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: target/lambda/code/, Handler: run";

/// A function and a rule with a schedule, which has this target.
fn scheduled(rule: &str, target: &str) -> String {
    format!(
        "{FUNCTION}, AutoPublishAlias: live}}
  Rule:
    Type: AWS::Events::Rule
    Properties: {{{rule}, Targets: [{{Id: function, Arn: {target}}}]}}"
    )
}

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
        (format!("{IDLE}  Lonely: {{Type: 'AWS::SQS::Queue'}}"), vec!["idle"], "local-Lonely"),
        ("\n  Only: {Type: 'AWS::SQS::Queue'}".to_owned(), vec![], "AWS::Serverless::Function"),
        (
            "\n  Rule: {Type: 'AWS::Events::Rule', Properties: {EventPattern: {a: [1]}, Targets: []}}".to_owned(),
            vec![],
            "Rule",
        ),
        (scheduled("ScheduleExpression: cron(0 12 * * ? *)", "!Ref Function.Alias"), vec!["run"], "cron(0 12 * * ? *)"),
        (scheduled("ScheduleExpression: rate(1 minutes)", "!Ref Function.Alias"), vec!["run"], "rate(1 minutes)"),
        (
            scheduled("ScheduleExpression: rate(1 hour), EventBusName: bus", "!Ref Function.Alias"),
            vec!["run"],
            "EventBusName",
        ),
        (scheduled("ScheduleExpression: rate(1 hour)", "'arn:aws:sqs:a:b:c'"), vec!["run"], "arn:aws:sqs:a:b:c"),
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
async fn what_services_invoke_that_are_not_hosted_needs_no_trigger() {
    let pool = "\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties: \
                {LambdaConfig: {PreTokenGeneration: !Ref Function.Alias}}";
    for resources in [
        format!("{FUNCTION}, FunctionName: !Sub 'CodeDeployHook_${{AWS::StackName}}-run'}}"),
        format!("{FUNCTION}, AutoPublishAlias: live}}{pool}"),
    ] {
        let handlers = vec![("run", function(Ok))];
        support::start(&format!("Resources:{resources}\n"), None, handlers).await.expect(&resources);
    }
    // A pool that is not there invokes nobody.
    let absent = pool.replace("Type:", "Condition: Never\n    Type:");
    let resources = format!("{FUNCTION}, AutoPublishAlias: live}}{absent}\nConditions: {{Never: !Equals [a, b]}}");
    assert!(refusal(&resources, &["run"]).await.contains("nothing invokes"));
}

#[tokio::test]
async fn a_port_that_is_taken_on_either_address_is_named() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        // A machine may have no IPv6.
        let Ok(listener) = TcpListener::bind(address) else { continue };
        let port = listener.local_addr().unwrap().port();
        let error = local::start(Options { port, ..Options::default() }).await.unwrap_err();
        assert!(matches!(error, StartError::PortTaken(taken) if taken == port), "{address}: {error:?}");
    }
}

#[tokio::test]
async fn localhost_answers_on_both_its_addresses() {
    let host = support::start(&format!("Resources:{IDLE}"), None, idle()).await.unwrap();
    let port = host.running.url.rsplit(':').next().unwrap();
    for address in ["127.0.0.1", "[::1]"] {
        if TcpListener::bind(format!("{address}:0")).is_ok() {
            let answer = host.http.get(format!("http://{address}:{port}/dev/queues")).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{address}");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_not_this_machines_is_named() {
    // Of a network that is only for examples: RFC 5737.
    let elsewhere = "192.0.2.1".parse().unwrap();
    let error = local::start(Options { listen: Some(elsewhere), ..Options::default() }).await.unwrap_err();
    assert!(matches!(error, StartError::Listen { address, .. } if address == elsewhere), "{error:?}");
    assert_eq!(error.to_string(), "cannot listen on 192.0.2.1");
}

#[tokio::test]
async fn a_second_host_on_the_same_data_directory_is_refused() {
    let (dir, template) = (tempfile::tempdir().unwrap(), format!("Resources:{IDLE}"));
    let _first = support::start(&template, Some(dir.path()), idle()).await.unwrap();
    let second = support::start(&template, Some(dir.path()), idle()).await;
    assert!(matches!(second, Err(StartError::State(error)) if error.to_string().contains("another host")));
}

#[tokio::test]
async fn a_data_directory_of_another_template_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let table = |key: &str| {
        format!(
            "Resources:{IDLE}  Table:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      BillingMode: PAY_PER_REQUEST\n      \
             AttributeDefinitions: [{{AttributeName: {key}, AttributeType: S}}]\n      \
             KeySchema: [{{AttributeName: {key}, KeyType: HASH}}]\n"
        )
    };
    support::start(&table("pk"), Some(dir.path()), idle()).await.unwrap().running.stop().await;
    support::start(&table("pk"), Some(dir.path()), idle()).await.unwrap().running.stop().await;
    let error = support::start(&table("id"), Some(dir.path()), idle()).await.err().unwrap();
    assert!(error.to_string().contains("local-Table"), "{error}");
}
