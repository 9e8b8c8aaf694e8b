//! The committed document is the one of the code, and its examples obey its schemas.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{fs, path::PathBuf};

use accommodation_api::document;
use serde_json::Value;

/// Every value of the document with its JSON pointer.
fn walk<'a>(value: &'a Value, pointer: &str, visit: &mut impl FnMut(&str, &'a Value)) {
    visit(pointer, value);
    let step = |name: &str| format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| walk(member, &step(name), visit)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(item, &step(&index.to_string()), visit));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a value breaks of a schema of the document.
fn errors(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    validator.iter_errors(value).map(|error| format!("{error} at {}", error.instance_path())).collect()
}

#[test]
fn the_committed_document_is_the_one_of_the_code() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/openapi.json");
    let text = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    // A deliberate change is written with UPDATE_SCHEMAS=1 and reviewed as a diff.
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not configuration")]
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(&path, text).unwrap();
    } else {
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "{} is stale: run the test with UPDATE_SCHEMAS=1", path.display());
    }
}

#[test]
fn every_example_obeys_its_schema() {
    let document = document();
    let (mut seen, mut broken) = (0, Vec::new());
    walk(&document, "", &mut |pointer, value| {
        let is_schema = pointer.contains("/schema/") || pointer.starts_with("/components/schemas");
        if is_schema || value.get("schema").is_none() {
            return;
        }
        let named = value.get("examples").and_then(Value::as_object).into_iter().flatten();
        let examples = value.get("example").into_iter().chain(named.map(|(_, example)| &example["value"]));
        for example in examples {
            seen += 1;
            let errors = errors(&document, &value["schema"], example);
            broken.extend(errors.into_iter().map(|error| format!("{pointer}: {error}")));
        }
    });
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(seen > 80, "only {seen} examples");
}

#[test]
fn every_reference_leads_to_something() {
    let document = document();
    let mut seen = 0;
    walk(&document, "", &mut |pointer, value| {
        if let Some(reference) = value.as_object().and_then(|members| members.get("$ref")) {
            let target = reference.as_str().unwrap().strip_prefix('#').unwrap();
            assert!(document.pointer(target).is_some(), "{pointer}: {reference}");
            seen += 1;
        }
    });
    assert!(seen > 100, "only {seen} references");
}

#[test]
fn every_component_is_referred_to() {
    let document = document();
    let text = document.to_string();
    for kind in ["schemas", "parameters", "headers", "responses"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            assert!(text.contains(&format!("\"#/components/{kind}/{name}\"")), "nothing refers to {kind} {name}");
        }
    }
}

#[test]
fn a_link_gives_what_its_operation_takes_and_its_answer_has() {
    let document = document();
    let operations: Vec<&Value> =
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values()).collect();
    let mut seen = 0;
    for answer in operations.iter().flat_map(|operation| operation["responses"].as_object().unwrap().values()) {
        for link in answer["links"].as_object().into_iter().flat_map(|links| links.values()) {
            let target = operations.iter().find(|operation| operation["operationId"] == link["operationId"]).unwrap();
            for name in link["parameters"].as_object().into_iter().flat_map(|parameters| parameters.keys()) {
                let (place, name) = name.split_once('.').unwrap();
                let parameters = target["parameters"].as_array().unwrap();
                let takes = |one: &&Value| one["name"] == *name && one["in"] == *place;
                assert!(parameters.iter().any(|one| takes(&one)), "{link}");
            }
            let example = &answer["content"]["application/json"]["example"];
            let given = ["parameters", "requestBody"].into_iter().filter_map(|part| link[part].as_object());
            for expression in given.flat_map(|given| given.values()) {
                let pointer = expression.as_str().unwrap().strip_prefix("$response.body#").unwrap();
                assert!(example.pointer(pointer).is_some_and(Value::is_string), "{expression} of {example}");
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} links");
}
