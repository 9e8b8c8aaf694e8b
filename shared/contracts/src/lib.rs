//! How a system keeps the contract of its published events: one JSON Schema per event, generated from the type that
//! code uses, committed, and checked. Each system defines its own events beside its functions.

pub mod compatibility;

use kernel::{Envelope, EventKind};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Value, json};

/// One row of a system's event catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogueEntry {
    /// The event's name.
    pub name: &'static str,
    /// The context that publishes it.
    pub source: &'static str,
    /// What has happened then.
    pub meaning: &'static str,
    /// Version of the schema of the data.
    pub schema_version: u32,
    /// JSON Schema (2020-12) of the whole envelope.
    pub schema: Value,
}

/// The catalogue's row for a kind of event: what it means, for people.
pub fn describe<D: JsonSchema>(kind: &EventKind<D>, meaning: &'static str) -> CatalogueEntry {
    let generator = SchemaGenerator::new(SchemaSettings::draft2020_12());
    let mut schema = generator.into_root_schema_for::<Envelope<D>>().to_value();
    schema["title"] = json!(kind.name);
    schema["description"] = json!(meaning);
    // What rules match on beside the event itself, in the words of EventBridge's schema registry.
    schema["x-amazon-events-source"] = json!(kind.source);
    schema["x-amazon-events-detail-type"] = json!(kind.name);
    schema["properties"]["eventType"]["const"] = json!(kind.name);
    schema["properties"]["schemaVersion"]["const"] = json!(kind.schema_version);
    CatalogueEntry { name: kind.name, source: kind.source, meaning, schema_version: kind.schema_version, schema }
}

#[cfg(test)]
mod tests {
    use schemars::JsonSchema;

    use super::*;

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "read by the schema generator only")]
    struct Ticket {
        seat: String,
    }

    #[test]
    fn a_schema_names_its_event_and_describes_the_data() {
        let entry = describe(&EventKind::<Ticket>::new("TicketSold", "theatre.box-office", 2), "A seat was sold.");
        assert_eq!(entry.schema["properties"]["eventType"]["const"], "TicketSold");
        assert_eq!(entry.schema["properties"]["schemaVersion"]["const"], 2);
        assert_eq!(entry.schema["description"], "A seat was sold.");
        assert_eq!(entry.schema["x-amazon-events-source"], "theatre.box-office");
        assert!(entry.schema["$defs"]["Ticket"]["properties"]["seat"].is_object(), "{}", entry.schema);
    }
}
