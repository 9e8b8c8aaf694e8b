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

/// What a reference leads to, or the value itself.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|reference| document.pointer(reference.trim_start_matches('#')));
    target.unwrap_or(value)
}

#[test]
fn every_field_says_what_it_is() {
    let document = document();
    let (mut seen, mut bare) = (0, Vec::new());
    walk(&document, "", &mut |pointer, value| {
        // The members of a refusal of one status are those of every refusal.
        let is_narrowing = value.get("allOf").is_some();
        let fields = value.get("properties").and_then(Value::as_object).filter(|_| !is_narrowing);
        for (name, field) in fields.into_iter().flatten() {
            seen += 1;
            let forms = field["anyOf"].as_array().into_iter().flatten().chain([field]);
            let is_said = |one: &Value| one["description"].as_str().is_some_and(|text| !text.is_empty());
            if !forms.clone().any(|form| is_said(form) || is_said(resolved(&document, form))) {
                bare.push(format!("{pointer}: {name}"));
            }
        }
    });
    assert!(bare.is_empty(), "{bare:#?}");
    assert!(seen > 100, "only {seen} fields");
}

#[test]
fn a_refusal_of_a_field_names_one_that_the_operation_has() {
    let document = document();
    let mut seen = 0;
    for operation in document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values())
    {
        let refusal = resolved(&document, &operation["responses"]["422"]);
        let example = &refusal["content"]["application/problem+json"]["examples"]["invalid-fields"]["value"];
        let Some(pointer) = example["errors"][0]["pointer"].as_str() else { continue };
        let body = &operation["requestBody"]["content"]["application/json"]["schema"];
        let parameters = operation["parameters"].as_array().unwrap().iter().map(|one| resolved(&document, one));
        let parameter = |place: &str, name: &str| {
            parameters.clone().any(|parameter| parameter["in"] == place && parameter["name"] == name)
        };
        let is_there = match pointer.strip_prefix("#/") {
            Some(name) => !body["properties"][name].is_null(),
            None => {
                pointer.strip_prefix('?').map_or_else(|| parameter("header", pointer), |name| parameter("query", name))
            }
        };
        assert!(is_there, "{}: {pointer}", operation["operationId"]);
        seen += 1;
    }
    assert!(seen > 10, "only {seen} operations");
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
