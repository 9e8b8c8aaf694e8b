//! Answers that the document has otherwise are seen: it is what all journeys rely on.

use serde_json::{Value, json};
use system_tests::{Answer, Contract, System};

use crate::requests::document;

const HEALTH: &str = "/paths/~1health/get/responses/200";

/// What is broken of an answer where the document has another value at a pointer, or none.
fn broken(answer: &Answer, path: &str, pointer: &str, other: Option<Value>) -> Vec<String> {
    let mut document = document();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
    let name = name.replace("~1", "/");
    let before = match other {
        Some(other) => parent.as_object_mut().unwrap().insert(name, other),
        None => parent.as_object_mut().unwrap().remove(&name),
    };
    assert!(before.is_some(), "the document has no {pointer}");
    Contract::of(document).broken_by("GET", path, answer)
}

#[tokio::test]
async fn an_answer_that_the_document_has_otherwise_is_seen() {
    let system = System::connect();
    let health = system.stranger(None).get("/health").await;
    assert!(Contract::of(document()).broken_by("GET", "/health", &health).is_empty());
    let content = format!("{HEALTH}/content/application~1json");
    let schema = format!("{content}/schema");
    for (pointer, other) in [
        (HEALTH.to_owned(), None),
        (content, None),
        (format!("{schema}/properties/status/const"), Some(json!("well"))),
        // A field that the document does not name.
        (format!("{schema}/properties/version"), None),
        ("/components/headers/CacheControl/schema".to_owned(), Some(json!({ "const": "public" }))),
    ] {
        assert!(!broken(&health, "/health", &pointer, other).is_empty(), "{pointer}");
    }
    let absent = system.customer().await.get("/rooms/nowhere").await.expect(404);
    for (pointer, other) in [
        ("/components/schemas/Problem/properties/type/pattern", Some(json!("^urn:problem:other$"))),
        ("/components/schemas/Problem/properties/correlationId", None),
    ] {
        assert!(!broken(&absent, "/rooms/nowhere", pointer, other).is_empty(), "{pointer}");
    }
}
