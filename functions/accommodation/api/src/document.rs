//! The document as a whole.

use serde_json::{Map, Value, json};

use crate::{answers, components::Components, operation::Tag, operations, parameters, shared};

const DESCRIPTION: &str = "\
Rooms, reservations, payments, and the promotion that a payment earns.

**Who may.** Every operation but `GET /health` wants the ID token of the identity provider. Its `sub` is the `customerId`, its \
`name` the `customerName`; its groups (`groups` or `cognito:groups`) are among `customer`, `host` and `operator`. Each operation \
names the groups of which one is enough. What belongs to another is answered like what does not exist: 404.

**Forms.** JSON in camelCase. Amounts are whole numbers of won. Times are RFC 3339 in UTC; dates are dates in Korea (KST, \
UTC+9). In requests a whole number may come as a string of its digits and a text as a whole number; white space around a text is cut off; `null` is like a field that is not there; fields that are not named \
here are ignored. A body has at most 64 KiB.

**Refusals** are problem details (RFC 9457) with a stable `type`. Where a request is wrong in several ways, the answer is the \
first of 413, 400, 422, 403, 404, 409; a 422 names every wrong field of body and query at once. What API Gateway answers itself has a body of its \
own, `{\"message\"}`. A path or method that is not here is answered 404 with the type `urn:problem:route-not-found`, to callers \
with a token.

**Moments.** What a command has changed is seen at once where it was changed. `Read model` operations, and rooms in \
reservations, follow by events, within moments.";

/// The OpenAPI document of the whole API.
pub fn document() -> Value {
    let mut components = Components::new();
    let mut paths = Map::new();
    for operation in operations::all(&mut components) {
        let (path, method) = (operation.path, operation.method.to_lowercase());
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[method] = operation.finish();
    }
    paths.sort_keys();
    let responses = shared::responses(&mut paths);
    // Refusals and their members refer to these.
    components.of::<kernel::Won>();
    components.of::<accommodation_contracts::views::Refund>();
    json!({
        "openapi": "3.1.1",
        "info": {
            "title": "Accommodation",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": "/", "description": "Where this document is served, or the API's own URL." }],
        "tags": tags(),
        "paths": paths,
        "components": {
            "securitySchemes": {
                "Token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "The ID token of the identity provider. The roles that operations name are groups in it.",
                },
            },
            "parameters": parameters::all(),
            "responses": responses,
            "headers": answers::all_headers(),
            "schemas": components.finish(),
        },
    })
}

fn tags() -> Value {
    let described = [
        (Tag::Rooms, "The catalogue: hosts change it, everybody searches it."),
        (Tag::Reservations, "Who stays where and when. No night is ever sold twice."),
        (Tag::Payments, "Money. Nothing is charged twice."),
        (Tag::Promotions, "What payments earn: points and gifts. Exactly one promotion per payment."),
        (Tag::ReadModel, "What became of everything, as events tell it: within moments, not at once."),
        (Tag::System, "The system itself."),
    ];
    json!(described.map(|(tag, description)| json!({ "name": tag.name(), "description": description })))
}
