use std::convert::Infallible;

use serde_json::{Value, json};

use super::*;
use crate::function::Invocation;

fn message(id: &str, body: &impl ToString) -> Value {
    json!({ "messageId": id, "body": body.to_string() })
}

fn event(correlation_id: &str, data: &Value) -> Value {
    json!({ "detail": {
        "eventId": "Ticket/T-1/1", "eventType": "TicketSold", "schemaVersion": 1,
        "occurredAt": "2026-11-21T00:00:00Z", "aggregate": { "type": "Ticket", "id": "T-1", "version": 1 },
        "correlationId": correlation_id, "causationId": "request/1", "data": data,
    }})
}

async fn failures_of(records: Value) -> Vec<String> {
    let function = function("consumer", (), |(), delivered: Delivered<u8>| async move {
        match delivered.event.data {
            0 => Err(std::io::Error::other("refused")),
            _ => Ok(()),
        }
    });
    let payload = to_raw_value(&json!({ "Records": records })).unwrap();
    let invocation = Invocation { payload, request_id: "r".into(), deadline: clock::now() };
    let answer: Value = serde_json::from_str(function.call(invocation).await.unwrap().get()).unwrap();
    let failures = answer["batchItemFailures"].as_array().unwrap();
    failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn one_broken_message_never_fails_its_batch() {
    let records = json!([
        message("good", &event("c", &json!(1))),
        message("not-json", &"{"),
        message("wrong-data", &event("c", &json!("text"))),
        message("no-correlation", &event("", &json!(1))),
        message("refused", &event("c", &json!(0))),
        { "messageId": "no-body" },
        message("also-good", &event("c", &json!(2))),
    ]);
    assert_eq!(failures_of(records).await, ["not-json", "wrong-data", "no-correlation", "no-body", "refused"]);
}

#[tokio::test]
async fn what_is_no_batch_is_an_error() {
    let function = function("consumer", (), |(), _: Delivered<u8>| async { Ok::<_, Infallible>(()) });
    let payload = to_raw_value(&json!([])).unwrap();
    let invocation = Invocation { payload, request_id: "r".into(), deadline: clock::now() };
    assert_eq!(function.call(invocation).await.unwrap_err().error_type, "InvalidEvent");
}
