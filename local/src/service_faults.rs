//! Faults that a person or a test injects into the services that functions call.

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use serde::{Deserialize, Serialize};

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
    /// Deliveries of events to queues that happen twice.
    pub duplicate_rate: f64,
    /// Milliseconds within which events are delivered in any order.
    pub shuffle_ms: u64,
}

impl ServiceFault {
    /// Whether each of its shares is one.
    pub fn is_possible(&self) -> bool {
        let rates = [
            self.throttle_rate,
            self.lost_answer_rate,
            self.hang_rate,
            self.conflict_rate,
            self.partial_failure_rate,
            self.duplicate_rate,
        ];
        rates.iter().all(|rate| (0.0..=1.0).contains(rate))
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
