use kernel::Scope;
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

use super::*;
use crate::clock;

fn event(body: &str) -> Value {
    json!({
        "version": "2.0", "routeKey": "POST /things", "rawPath": "/things/a b", "rawQueryString": "limit=5&q=a%20b",
        "headers": { "x-correlation-id": "corr-1" },
        "requestContext": {
            "accountId": "1", "apiId": "a", "stage": "$default", "requestId": "r", "time": "", "timeEpoch": 0,
            "http": { "method": "POST", "path": "/things", "protocol": "HTTP/1.1", "sourceIp": "::1", "userAgent": "" },
            "authorizer": { "jwt": { "claims": { "sub": "c-1", "groups": "[customer]" }, "scopes": null } },
        },
        "pathParameters": { "thing": "a b" }, "body": body, "isBase64Encoded": false,
    })
}

static ADD_THING: Access = Access::groups("add-thing", &[("customer", Scope::Own)]);

async fn call(event: &Value) -> Result<Value, FunctionError> {
    let function = function(&ADD_THING, (), |(), request: Request| async move {
        let fields = request.body()?;
        let mut query = request.query();
        let text = query.optional_text("q", kernel::Text::<20>::parse);
        fields.finish(|| Some(()))?;
        request.permit()?;
        Ok(Response::created("/things/1호", json!({ "q": text.map(|text| text.to_string()) })))
    });
    let payload = to_raw_value(event).unwrap();
    let answer = function.call(Invocation { payload, request_id: "r".into(), deadline: clock::now() }).await?;
    Ok(serde_json::from_str(answer.get()).unwrap())
}

#[tokio::test]
async fn an_answer_bears_the_correlation_id_of_the_request() {
    let answer = call(&event("{}")).await.unwrap();
    assert_eq!(answer["statusCode"], 201, "{answer}");
    assert_eq!(answer["headers"]["x-correlation-id"], "corr-1");
    assert_eq!(answer["headers"]["location"], "/things/1%ED%98%B8");
    assert_eq!(answer["body"], r#"{"q":"a b"}"#);
}

#[tokio::test]
async fn a_correlation_id_that_could_forge_a_log_line_is_replaced() {
    let mut event = event("{}");
    event["headers"]["x-correlation-id"] = json!("two words");
    let answer = call(&event).await.unwrap();
    assert_eq!(answer["headers"]["x-correlation-id"].as_str().unwrap().len(), 32);
}

#[tokio::test]
async fn what_is_no_json_object_is_refused_as_a_problem() {
    let twice = r#"{"a":1,"b":2,"\u0061":1}"#;
    for body in ["{", "[]", "\"text\"", "{\"a\":1}x", twice] {
        let answer = call(&event(body)).await.unwrap();
        assert_eq!(answer["statusCode"], 400, "{body}");
        assert_eq!(answer["headers"]["content-type"], "application/problem+json");
        let problem: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert_eq!(problem["type"], "urn:problem:not-json");
        assert_eq!(problem["correlationId"], "corr-1");
    }
}

#[tokio::test]
async fn size_counts_after_base64_decoding() {
    use base64::{Engine, prelude::BASE64_STANDARD};

    let limit = format!("{{{}}}", " ".repeat(65_534));
    let mut encoded = event(&BASE64_STANDARD.encode(&limit));
    encoded["isBase64Encoded"] = json!(true);
    assert_eq!(call(&encoded).await.unwrap()["statusCode"], 201);
    assert_eq!(call(&event(&format!("{limit} "))).await.unwrap()["statusCode"], 413);
    encoded["body"] = json!("%%%");
    assert_eq!(call(&encoded).await.unwrap()["statusCode"], 400);
}

#[tokio::test]
async fn an_event_without_claims_is_refused_before_anything_is_decoded() {
    let mut event = event("{");
    event["requestContext"]["authorizer"] = json!(null);
    assert_eq!(call(&event).await.unwrap_err().error_type, "InvalidEvent");
    assert_eq!(call(&json!({ "command": {} })).await.unwrap_err().error_type, "InvalidEvent");
}

#[test]
fn a_problem_has_every_member_of_rfc_9457() {
    let problem =
        Problem::new(StatusCode::CONFLICT, "seat-taken", "Taken.").with("seats", json!(["A-1"])).retry_after(2);
    let response = problem.into_response("/things", "c");
    assert_eq!(response.status, StatusCode::CONFLICT);
    assert_eq!(response.headers("c")["retry-after"], "2");
    assert_eq!(
        response.body,
        json!({
            "type": "urn:problem:seat-taken", "title": "Seat taken", "status": 409, "detail": "Taken.",
            "instance": "/things", "correlationId": "c", "seats": ["A-1"],
        })
    );
}
