//! What injected faults make of requests and answers.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use serde_json::{Value, json};
use tokio::time;

use super::respond;
use crate::{ids, service_faults::ServiceFault};

/// How long an answer that never comes is kept back: longer than any client waits for one attempt.
const NEVER: Duration = Duration::from_secs(30);

impl ServiceFault {
    /// What happens to a request before the service sees it; an answer if that is all that happens.
    pub async fn before(&self, operation: &str, body: &[u8]) -> Option<Response<Body>> {
        // Even the shortest sleep would let a client that is gone take its request back.
        if self.latency_ms > 0 {
            time::sleep(Duration::from_millis(self.latency_ms)).await;
        }
        if ids::chance(self.throttle_rate) {
            return Some(refusal("ThrottlingException", "Rate exceeded"));
        }
        let conflict = conflict(operation, body)?;
        ids::chance(self.conflict_rate).then(|| respond(StatusCode::BAD_REQUEST, JSON, conflict.to_string()))
    }

    /// What becomes of the service's answer.
    pub async fn after(&self, answer: Response<Body>) -> Response<Body> {
        if ids::chance(self.hang_rate) {
            time::sleep(NEVER).await;
        }
        if ids::chance(self.lost_answer_rate) {
            let body = json!({ "__type": "InternalServerError", "message": "an injected fault" });
            return respond(StatusCode::INTERNAL_SERVER_ERROR, JSON, body.to_string());
        }
        answer
    }
}

const JSON: &str = "application/x-amz-json-1.0";

fn refusal(kind: &str, message: &str) -> Response<Body> {
    respond(StatusCode::BAD_REQUEST, JSON, json!({ "__type": kind, "message": message }).to_string())
}

/// How DynamoDB refuses a write that meets a transaction; nothing for what does not write.
fn conflict(operation: &str, body: &[u8]) -> Option<Value> {
    match operation {
        "PutItem" | "UpdateItem" | "DeleteItem" => Some(json!({
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
            "message": "Transaction is ongoing for the item",
        })),
        "TransactWriteItems" => {
            let request: Value = serde_json::from_slice(body).ok()?;
            let items = request["TransactItems"].as_array()?.len();
            let reason = |item: usize| json!({ "Code": if item == 0 { "TransactionConflict" } else { "None" } });
            Some(json!({
                "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                "message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
                "CancellationReasons": (0..items).map(reason).collect::<Vec<_>>(),
            }))
        }
        _ => None,
    }
}
