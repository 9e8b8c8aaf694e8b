//! Delivers events to a function as SQS does.

use platform::{
    clock,
    function::{Function, Invocation},
    store::OutboxEntry,
};
use serde_json::{Value, json, value::to_raw_value};

/// An outbox entry as the bus hands it to a queue.
pub fn bus_event(entry: &OutboxEntry) -> Value {
    let detail: Value = serde_json::from_str(&entry.detail).unwrap();
    json!({
        "version": "0", "id": detail["eventId"], "detail-type": entry.detail_type, "source": entry.source,
        "account": "123456789012", "time": detail["occurredAt"], "region": "ap-northeast-2", "resources": [],
        "detail": detail,
    })
}

/// Delivers one batch; answers the indices of the messages that failed.
pub async fn deliver(function: &Function, events: &[Value]) -> Vec<usize> {
    let record = |(index, event): (usize, &Value)| json!({ "messageId": index.to_string(), "body": event.to_string(), "eventSource": "aws:sqs" });
    let records: Vec<Value> = events.iter().enumerate().map(record).collect();
    let payload = to_raw_value(&json!({ "Records": records })).unwrap();
    let invocation = Invocation { payload, request_id: "invocation-1".into(), deadline: clock::now() };
    let answer: Value = serde_json::from_str(function.call(invocation).await.unwrap().get()).unwrap();
    let failures = answer["batchItemFailures"].as_array().unwrap();
    failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap().parse().unwrap()).collect()
}
