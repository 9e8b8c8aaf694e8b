//! What requests hold beside their body: parameters of paths and queries, and headers.

use accommodation_contracts::CustomerId;
use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use crate::inputs;

/// A reference to one that several operations have.
pub fn shared(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

/// A part of a path.
pub fn path(name: &str, description: &str, example: &str) -> Value {
    json!({
        "name": name, "in": "path", "required": true, "description": description, "schema": inputs::id_text(),
        "example": example,
    })
}

/// A part of a query; it may be left out.
pub fn query(name: &str, description: &str, schema: &Value, example: &Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema, "example": example })
}

/// Those that several operations have.
pub fn all() -> Map<String, Value> {
    let named = [
        ("CorrelationId", correlation_id()),
        ("IdempotencyKey", idempotency_key()),
        ("Limit", limit()),
        ("Cursor", cursor()),
        ("CustomerId", customer_id()),
    ];
    named.into_iter().map(|(name, parameter)| (name.to_owned(), parameter)).collect()
}

fn correlation_id() -> Value {
    json!({
        "name": "X-Correlation-Id", "in": "header",
        "description": "Taken if it is 1 to 128 visible ASCII characters, else made. The answer, and all that the request \
                        causes, carries it.",
        "schema": { "type": "string" }, "example": "booking-7f3a",
    })
}

fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header",
        "description": "A client that lost the answer sends the same request with the same key again, and gets the first \
                        answer again, for 24 hours. A key belongs to its caller and path. Answers of 500 and more, and \
                        those of type `*-in-progress`, are not kept.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
        "example": "stay-2026-12-24",
    })
}

fn limit() -> Value {
    let schema = json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 });
    query("limit", "How many items at most.", &schema, &json!(20))
}

fn cursor() -> Value {
    json!({
        "name": "cursor", "in": "query",
        "description": "The `nextCursor` of the answer before: opaque, and meant for the same query.",
        "schema": { "type": "string", "minLength": 1 },
    })
}

fn customer_id() -> Value {
    let description = "Whose. A customer sees only its own: another's id is refused with 403.";
    let schema = inputs::plain_text(max_length::<CustomerId>());
    query("customerId", description, &schema, &json!("c-1"))
}

/// The longest text of a type, in characters.
pub fn max_length<T: JsonSchema>() -> usize {
    let schema = schemars::schema_for!(T).to_value();
    // A type that is another one by a new name refers to it.
    let named = schema["$ref"].as_str().and_then(|reference| schema.pointer(reference.trim_start_matches('#')));
    let max = named.unwrap_or(&schema)["maxLength"].as_u64();
    max.and_then(|max| usize::try_from(max).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::calls::CardToken;

    use super::*;

    #[test]
    fn the_longest_text_is_that_of_the_type() {
        assert_eq!((max_length::<CustomerId>(), max_length::<CardToken>()), (128, 200));
    }
}
