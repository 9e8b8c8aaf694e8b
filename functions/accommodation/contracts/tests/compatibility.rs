//! What is published is what was released last, and consumers of each release understand the next one, and the other way
//! round.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use accommodation_contracts::catalogue::catalogue;
use contracts::compatibility::breaks;
use serde_json::Value;

/// Schemas by event.
type Release = BTreeMap<String, Value>;

/// All releases, oldest first.
fn releases() -> Vec<Release> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/events/released");
    let count = fs::read_dir(&folder).unwrap().count();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().strip_suffix(".schema.json").unwrap().to_owned();
        (name, serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap())
    };
    let release = |number: usize| {
        let files = fs::read_dir(folder.join(number.to_string())).unwrap();
        files.map(|file| read(file.unwrap().path())).collect()
    };
    (1..=count).map(release).collect()
}

fn published() -> Release {
    catalogue().into_iter().map(|entry| (entry.name.to_owned(), entry.schema)).collect()
}

/// What consumers of one release would miss in another.
fn broken(before: &Release, after: &Release) -> Vec<String> {
    let mut broken = Vec::new();
    for (name, old) in before {
        match after.get(name) {
            Some(new) => broken.extend(breaks(old, new).into_iter().map(|what| format!("{name}: {what}"))),
            None => broken.push(format!("{name}: it is gone, and consumers wait for it")),
        }
    }
    broken
}

#[test]
fn nothing_breaks_what_was_released() {
    let all = [releases(), vec![published()]].concat();
    assert!(all.len() > 1);
    for (number, pair) in (1..).zip(all.windows(2)) {
        let broken = broken(&pair[0], &pair[1]);
        let what = "breaks consumers (docs/events/README.md says what to do)";
        assert!(broken.is_empty(), "what follows release {number} {what}:\n{}", broken.join("\n"));
    }
}

/// Every merge is deployed, so what is not released yet would be found to be missing by the next change only.
#[test]
fn what_is_published_is_released() {
    let last = releases().pop().unwrap();
    let unreleased = broken(&published(), &last);
    assert!(unreleased.is_empty(), "docs/events/README.md says how to release it:\n{}", unreleased.join("\n"));
}

#[test]
fn every_event_that_was_released_breaks_where_a_field_of_it_goes() {
    for (name, schema) in releases().pop().unwrap() {
        let data = schema["properties"]["data"]["$ref"].as_str().unwrap().trim_start_matches('#').to_owned();
        for field in schema.pointer(&data).unwrap()["properties"].as_object().unwrap().keys() {
            let mut other = schema.clone();
            other.pointer_mut(&data).unwrap()["properties"].as_object_mut().unwrap().remove(field);
            assert!(!breaks(&schema, &other).is_empty(), "{name}: {field}");
        }
    }
}
