//! `--seed`: the demo rooms come through the HTTP API, and again without harm.

use std::sync::Arc;

use local::{Options, registry::Binaries, registry::Binary};
use serde_json::{Value, json};

use crate::support::{Log, function};

const TEMPLATE: &str = r"
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Jwt
        Authorizers: {Jwt: {JwtConfiguration: {issuer: https://issuer, audience: [app]}}}
  Function:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: register
      Events: {Route: {Type: HttpApi, Properties: {Path: /rooms, Method: POST}}}
";

async fn start(status: u16, log: &Log) -> Result<(), String> {
    let seen = log.clone();
    let register = function(move |event| {
        let body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
        let claims = &event["requestContext"]["authorizer"]["jwt"]["claims"];
        seen.add(format!("{} {}", claims["cognito:groups"].as_str().unwrap(), body["roomNumber"].as_str().unwrap()));
        Ok(json!({ "statusCode": status }))
    });
    let dir = tempfile::tempdir().unwrap();
    let template = dir.path().join("template.yaml");
    std::fs::write(&template, TEMPLATE).unwrap();
    let binary = Binary::new(&["register"], move |_, _| Ok(register.clone()));
    let binaries = Binaries::from([("code".to_owned(), binary)]);
    let started = local::start_with(Options { template, seed: true, ..Options::default() }, &binaries).await;
    started.map(drop).map_err(|error| format!("{:#}", anyhow::Error::from(error)))
}

#[tokio::test]
async fn demo_rooms_are_registered_by_a_host_and_those_there_already_are_left_alone() {
    for status in [201, 200, 409] {
        let log = Arc::new(Log::default());
        start(status, &log).await.unwrap();
        let lines = log.lines();
        assert!(lines.len() > 1 && lines.iter().all(|line| line.starts_with("[host] ")), "{status}: {lines:?}");
    }
}

#[tokio::test]
async fn a_demo_room_that_is_refused_is_an_error_of_the_start() {
    let error = start(403, &Log::default()).await.unwrap_err();
    assert!(error.contains("403"), "{error}");
}
