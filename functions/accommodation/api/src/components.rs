//! The schemas that others refer to, collected while they are used.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::problems;

/// Schemas by name, as answers are written.
#[derive(Debug)]
pub struct Components(SchemaGenerator);

impl Components {
    /// None yet.
    pub fn new() -> Self {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let settings = settings.with(|settings| settings.definitions_path = "/components/schemas".into());
        Self(SchemaGenerator::new(settings))
    }

    /// A reference to the schema of a type.
    pub fn of<T: JsonSchema>(&mut self) -> Value {
        self.0.subschema_for::<T>().to_value()
    }

    /// A page of a collection.
    pub fn page_of<T: JsonSchema>(&mut self) -> Value {
        page(&self.of::<T>())
    }

    /// All that were referred to, and those that every document has.
    pub fn finish(mut self) -> Map<String, Value> {
        let mut schemas = self.0.take_definitions(true);
        schemas.insert("Problem".into(), problems::problem());
        schemas.insert("Message".into(), problems::message());
        schemas.sort_keys();
        schemas
    }
}

fn page(items: &Value) -> Value {
    json!({
        "type": "object",
        "properties": {
            "items": { "type": "array", "items": items, "maxItems": 100, "description": "The page." },
            "nextCursor": {
                "type": ["string", "null"],
                "description": "The `cursor` of the next page; null on the last one.",
            },
        },
        "required": ["items", "nextCursor"],
    })
}
