//! The envelope that every published event travels in.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which aggregate an event is about, and the aggregate's version after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AggregateRef {
    /// The aggregate's type, `Ticket` for example.
    #[serde(rename = "type")]
    pub kind: String,
    /// The aggregate's id.
    pub id: String,
    /// One more than before the event, starting at 1. Consumers keep the highest that they have seen.
    #[schemars(range(min = 1))]
    pub version: u64,
}

/// An event's identity, derived from its aggregate and version: publishing again never makes a second event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct EventId(String);

impl EventId {
    /// The id of the event that brought `aggregate` to its version.
    pub fn of(aggregate: &AggregateRef) -> Self {
        Self(format!("{}/{}/{}", aggregate.kind, aggregate.id, aggregate.version))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A published event: `detail` on the bus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Envelope<D> {
    /// Derived from aggregate and version.
    pub event_id: EventId,
    /// The event's name, also the bus's `detail-type`.
    pub event_type: String,
    /// Version of the schema of `data`.
    #[schemars(range(min = 1))]
    pub schema_version: u32,
    /// When the change was decided, RFC 3339 UTC.
    pub occurred_at: Timestamp,
    /// What the event is about.
    pub aggregate: AggregateRef,
    /// The id of the request that everything here goes back to.
    pub correlation_id: String,
    /// What made the decision: an event's id, or the id of the request or invocation.
    pub causation_id: String,
    /// Whether an operator or a reconciler sent it again from the aggregate's current state. Absent on first publication.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replay: bool,
    /// The aggregate's whole public state after the change.
    pub data: D,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_version_of_an_aggregate_has_the_same_event_id() {
        let aggregate = AggregateRef { kind: "Ticket".into(), id: "T-1".into(), version: 3 };
        assert_eq!(EventId::of(&aggregate).as_str(), "Ticket/T-1/3");
        assert_ne!(EventId::of(&aggregate), EventId::of(&AggregateRef { version: 4, ..aggregate.clone() }));
    }
}
