//! The HTTP API answers as API Gateway does.

use std::time::Duration;

use crate::support::{self, Host, function, sleeper};
use platform::function::FunctionError;
use serde_json::{Value, json};

const TEMPLATE: &str = r"
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Jwt
        Authorizers:
          Jwt: {JwtConfiguration: {issuer: https://issuer, audience: [app]}}
      RouteSettings:
        GET /limited: {ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1}
  EchoFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: echo
      Events:
        Named: {Type: HttpApi, Properties: {Path: '/echo/{name}', Method: post}}
        Limited: {Type: HttpApi, Properties: {Path: /limited, Method: GET, Auth: {Authorizer: NONE}}}
        Other: {Type: HttpApi, Properties: {}}
  FailFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: fail
      Events: {Route: {Type: HttpApi, Properties: {Path: /fail, Method: GET, Auth: {Authorizer: NONE}}}}
  SlowFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: slow
      Timeout: 1
      Events: {Route: {Type: HttpApi, Properties: {Path: /slow, Method: GET, Auth: {Authorizer: NONE}}}}
  BusyFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: busy
      ReservedConcurrentExecutions: 0
      Events: {Route: {Type: HttpApi, Properties: {Path: /busy, Method: GET, Auth: {Authorizer: NONE}}}}
";

async fn host() -> Host {
    let echo = function(|event| Ok(json!({ "statusCode": 200, "body": event.to_string() })));
    let fail = function(|_| Err(FunctionError::new("Broken", "on purpose")));
    let slow = sleeper(Duration::from_secs(5));
    let handlers = vec![("echo", echo.clone()), ("fail", fail), ("slow", slow), ("busy", echo)];
    support::start(TEMPLATE, None, handlers).await.unwrap()
}

#[tokio::test]
async fn a_function_gets_the_event_that_aws_sends() {
    let host = host().await;
    let request = host
        .http
        .post(host.url("/echo/%EB%B0%A9%201?a=1&a=2"))
        .bearer_auth(host.token(&["customer", "host"]).await)
        .json(&json!({ "x": 1 }));
    let answer = request.send().await.unwrap();
    assert!(answer.headers().contains_key("apigw-requestid"));
    let event: Value = answer.json().await.unwrap();
    assert_eq!(event["routeKey"], "POST /echo/{name}");
    assert_eq!(event["pathParameters"], json!({ "name": "방 1" }));
    assert_eq!(event["rawPath"], "/echo/방 1");
    assert_eq!((&event["rawQueryString"], &event["queryStringParameters"]["a"]), (&json!("a=1&a=2"), &json!("1,2")));
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!(r#"{"x":1}"#), &json!(false)));
    let claims = &event["requestContext"]["authorizer"]["jwt"]["claims"];
    assert_eq!((&claims["sub"], &claims["name"]), (&json!("c-1"), &json!("홍길동")));
    assert_eq!(claims["cognito:groups"], "[customer host]");
    assert!(claims["exp"].is_string(), "{claims}");
    serde_json::from_value::<aws_lambda_events::event::apigw::ApiGatewayV2httpRequest>(event).unwrap();
}

#[tokio::test]
async fn without_a_good_token_nobody_gets_in() {
    let host = host().await;
    for token in [None, Some("nonsense"), Some("eyJhbGciOiJub25lIn0.eyJzdWIiOiJjLTEifQ.")] {
        let request = host.http.post(host.url("/echo/a"));
        let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 401, "{token:?}");
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "message": "Unauthorized" }));
    }
    // The default route has the default authorizer as well.
    assert_eq!(host.http.get(host.url("/nowhere")).send().await.unwrap().status(), 401);
    let known = host.http.get(host.url("/nowhere")).bearer_auth(host.token(&[]).await).send().await.unwrap();
    assert_eq!(known.json::<Value>().await.unwrap()["routeKey"], "$default");
}

#[tokio::test]
async fn what_fails_behind_the_api_is_answered_in_its_own_words() {
    let host = host().await;
    for (path, status, message) in [
        ("/fail", 500, "Internal Server Error"),
        ("/slow", 500, "Internal Server Error"),
        ("/busy", 503, "Service Unavailable"),
    ] {
        let answer = host.http.get(host.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "message": message }), "{path}");
    }
    let shown = host.get("/dev/functions").await;
    assert_eq!((&shown["fail"]["errors"], &shown["busy"]["throttles"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_route_beyond_its_limit_is_throttled() {
    let host = host().await;
    let get = || async { host.http.get(host.url("/limited")).send().await.unwrap() };
    assert_eq!(get().await.status(), 200);
    let answer = get().await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "message": "Too Many Requests" }));
}

#[tokio::test]
async fn a_body_over_ten_megabytes_is_refused() {
    let host = host().await;
    let token = host.token(&[]).await;
    let post = |size: usize| host.http.post(host.url("/echo/a")).bearer_auth(&token).body(vec![b'x'; size]).send();
    assert_eq!(post(10 * 1024 * 1024).await.unwrap().status(), 200);
    let answer = post(10 * 1024 * 1024 + 1).await.unwrap();
    assert_eq!(answer.status(), 413);
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "message": "Request Entity Too Large" }));
}

#[tokio::test]
async fn faults_are_injected_by_name_and_taken_back() {
    let host = host().await;
    let inject = |fault: Value| host.http.post(host.url("/dev/faults")).json(&fault).send();
    assert_eq!(inject(json!({ "function": "nobody" })).await.unwrap().status(), 404);
    for (rate, share) in [("errorRate", 2.0), ("throttleRate", -0.1), ("lossRate", 1.1)] {
        assert_eq!(inject(json!({ "function": "echo", rate: share })).await.unwrap().status(), 422, "{rate}");
    }
    assert_eq!(inject(json!({ "function": "echo", "errorRate": 1 })).await.unwrap().status(), 200);
    let post = || host.http.post(host.url("/echo/a"));
    let token = host.token(&[]).await;
    assert_eq!(post().bearer_auth(&token).send().await.unwrap().status(), 500);
    assert_eq!(host.http.delete(host.url("/dev/faults")).send().await.unwrap().status(), 200);
    assert_eq!(post().bearer_auth(&token).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_published_key_checks_the_tokens() {
    let host = host().await;
    let keys: jsonwebtoken::jwk::JwkSet = serde_json::from_value(host.get("/.well-known/jwks.json").await).unwrap();
    let key = jsonwebtoken::DecodingKey::from_jwk(&keys.keys[0]).unwrap();
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.set_audience(&["app"]);
    validation.set_issuer(&["https://issuer"]);
    let token = jsonwebtoken::decode::<Value>(host.token(&["host"]).await, &key, &validation).unwrap();
    assert_eq!(token.claims["exp"].as_i64().unwrap() - token.claims["iat"].as_i64().unwrap(), 3600);
}
