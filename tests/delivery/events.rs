//! The events that a system has published, as their consumers get them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use system_tests::Endpoint;

/// A published event.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    source: String,
    name: String,
    detail: Value,
}

impl Event {
    fn of(entry: &Value) -> Self {
        let text = |field: &str| entry[field].as_str().unwrap_or_else(|| panic!("no {field}: {entry}")).to_owned();
        let detail = serde_json::from_str(&text("detail")).unwrap_or_else(|error| panic!("{error}: {entry}"));
        Self { source: text("source"), name: text("detailType"), detail }
    }

    /// What happened.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The version of its aggregate that it made.
    pub(crate) fn version(&self) -> u64 {
        self.detail["aggregate"]["version"].as_u64().unwrap_or_else(|| panic!("no version: {}", self.detail))
    }

    /// The id of the request that it goes back to.
    pub(crate) fn correlation_id(&self) -> &str {
        self.detail["correlationId"].as_str().unwrap_or_else(|| panic!("no correlationId: {}", self.detail))
    }

    /// The reservation that it is about, if it is about one.
    pub(crate) fn reservation_number(&self) -> Option<&str> {
        self.detail["data"]["reservationNumber"].as_str()
    }

    /// The message that the bus makes of it.
    pub(crate) fn message(&self) -> String {
        let event = json!({
            "version": "0",
            "id": self.detail["eventId"],
            "detail-type": self.name,
            "source": self.source,
            "account": "000000000000",
            "time": self.detail["occurredAt"],
            "region": "ap-northeast-2",
            "resources": [],
            "detail": self.detail,
        });
        event.to_string()
    }
}

/// All events so far. An aggregate's item holds those of its last change only: to be collected after every step.
#[derive(Debug, Default)]
pub(crate) struct Collected(BTreeMap<String, Event>);

impl Collected {
    /// Adds what the outboxes hold now.
    pub(crate) async fn collect(&mut self, endpoint: &Endpoint) {
        for item in endpoint.all_items().await {
            let Some(outbox) = item["outbox"]["S"].as_str() else { continue };
            let entries: Vec<Value> = serde_json::from_str(outbox).unwrap_or_else(|error| panic!("{error}: {outbox}"));
            for event in entries.iter().map(Event::of) {
                let id = event.detail["eventId"].as_str().unwrap_or_else(|| panic!("no eventId: {outbox}")).to_owned();
                self.0.insert(id, event);
            }
        }
    }

    /// How many there are of each name.
    pub(crate) fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for event in self.0.values() {
            *counts.entry(event.name()).or_default() += 1;
        }
        counts
    }

    /// All of them, by id.
    pub(crate) fn into_events(self) -> Vec<Event> {
        self.0.into_values().collect()
    }
}
