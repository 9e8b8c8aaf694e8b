//! The system itself.

use serde_json::json;

use crate::{
    answers::Success,
    operation::{Operation, Tag},
};

pub fn health() -> Operation {
    let schema = json!({
        "type": "object",
        "properties": {
            "status": { "const": "ok", "description": "That it answers." },
            "version": { "type": "string", "minLength": 1, "description": "What is deployed." },
        },
        "required": ["status", "version"],
    });
    Operation::open(("GET", "/health"), "health", Tag::System, "Tells whether the system is there.")
        .described("For everybody, without a token. It touches no table.")
        .answers(Success::new(200, "It is.", schema, json!({ "status": "ok", "version": "1.4.2" })))
}
