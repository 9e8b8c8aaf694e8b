//! Faults that a person or a test injects into the services that functions call.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
    time::Duration,
};

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time;

use super::respond;
use crate::ids;

/// How long an answer that never comes is kept back: longer than any client waits for one attempt.
const NEVER: Duration = Duration::from_secs(30);

/// A service that can have faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// DynamoDB.
    DynamoDb,
    /// EventBridge.
    Events,
    /// SQS.
    Sqs,
}

/// What goes wrong with a service's requests. Rates are shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceFault {
    /// Milliseconds that every request takes longer.
    pub latency_ms: u64,
    /// Requests that are refused because there are too many.
    pub throttle_rate: f64,
    /// Requests that take effect, and are answered as if the service had failed.
    pub lost_answer_rate: f64,
    /// Requests that take effect, and are never answered.
    pub hang_rate: f64,
    /// Writes of DynamoDB that are refused because they meet a transaction.
    pub conflict_rate: f64,
    /// Events of EventBridge that are refused one by one, in a request that succeeds.
    pub partial_failure_rate: f64,
}

impl ServiceFault {
    /// Whether each of its shares is one.
    pub fn is_possible(&self) -> bool {
        let rates =
            [self.throttle_rate, self.lost_answer_rate, self.hang_rate, self.conflict_rate, self.partial_failure_rate];
        rates.iter().all(|rate| (0.0..=1.0).contains(rate))
    }

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

/// The faults of all services.
#[derive(Debug, Default)]
pub struct ServiceFaults(RwLock<BTreeMap<Service, ServiceFault>>);

impl ServiceFaults {
    /// Those of a service.
    pub fn of(&self, service: Service) -> ServiceFault {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&service).copied().unwrap_or_default()
    }

    /// Sets what goes wrong with a service from now on.
    pub fn inject(&self, service: Service, fault: ServiceFault) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(service, fault);
    }

    /// Ends all of them.
    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
