//! The committed schemas are what code publishes, and the sample events obey them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{fs, path::PathBuf};

use accommodation_contracts::catalogue::catalogue;
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

#[test]
fn committed_schemas_are_the_schemas_of_the_code() {
    let folder = root().join("docs/events");
    // A deliberate change is written with UPDATE_SCHEMAS=1 and reviewed as a diff.
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not configuration")]
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some();
    for entry in catalogue() {
        let path = folder.join(format!("{}.schema.json", entry.name));
        let text = serde_json::to_string_pretty(&entry.schema).unwrap() + "\n";
        if update {
            fs::write(&path, text).unwrap();
        } else {
            let committed = fs::read_to_string(&path).unwrap_or_default();
            assert!(committed == text, "{} is stale: run the test with UPDATE_SCHEMAS=1", path.display());
        }
    }
}

#[test]
fn every_event_in_the_samples_obeys_its_schema() {
    let mut seen = 0;
    for sample in fs::read_dir(root().join("events")).unwrap() {
        let text = fs::read_to_string(sample.unwrap().path()).unwrap();
        let sample: Value = serde_json::from_str(&text).unwrap();
        for record in sample["Records"].as_array().into_iter().flatten() {
            let Some(body) = record["body"].as_str() else { continue };
            let event: Value = serde_json::from_str(body).unwrap();
            // A message that a function sends itself is no published event.
            let Some(name) = event["detail-type"].as_str() else { continue };
            let entry = catalogue().into_iter().find(|entry| entry.name == name).unwrap();
            assert_eq!(event["source"], entry.source, "{name}");
            let errors: Vec<String> = jsonschema::validator_for(&entry.schema)
                .unwrap()
                .iter_errors(&event["detail"])
                .map(|error| error.to_string())
                .collect();
            assert!(errors.is_empty(), "{name}: {errors:?}");
            seen += 1;
        }
    }
    assert!(seen > 0, "events/ has no sample of a published event");
}
