//! Consumers of what was released last understand what is published now, and the other way round.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use accommodation_contracts::catalogue::catalogue;
use contracts::compatibility::breaks;
use serde_json::Value;

/// The schemas that were released last, by event.
fn released() -> BTreeMap<String, Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/events/released");
    let releases = fs::read_dir(folder).unwrap().map(|release| release.unwrap());
    let number = |name: &str| name.parse::<u32>().unwrap_or_else(|_| panic!("{name} is no number of a release"));
    let last = releases.max_by_key(|release| number(release.file_name().to_str().unwrap())).unwrap();
    let read = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().strip_suffix(".schema.json").unwrap().to_owned();
        (name, serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap())
    };
    fs::read_dir(last.path()).unwrap().map(|file| read(file.unwrap().path())).collect()
}

#[test]
fn nothing_breaks_what_was_released() {
    let current: BTreeMap<&str, Value> = catalogue().into_iter().map(|entry| (entry.name, entry.schema)).collect();
    let mut broken = Vec::new();
    for (name, released) in released() {
        match current.get(name.as_str()) {
            Some(current) => {
                broken.extend(breaks(&released, current).into_iter().map(|what| format!("{name}: {what}")));
            }
            None => broken.push(format!("{name}: it is not published any more, and consumers wait for it")),
        }
    }
    assert!(broken.is_empty(), "docs/events/README.md says what to do:\n{}", broken.join("\n"));
}

#[test]
fn every_event_that_was_released_breaks_where_a_field_of_it_goes() {
    let released = released();
    assert!(!released.is_empty());
    for (name, schema) in released {
        let data = schema["properties"]["data"]["$ref"].as_str().unwrap().trim_start_matches('#').to_owned();
        for field in schema.pointer(&data).unwrap()["properties"].as_object().unwrap().keys() {
            let mut other = schema.clone();
            other.pointer_mut(&data).unwrap()["properties"].as_object_mut().unwrap().remove(field);
            assert!(!breaks(&schema, &other).is_empty(), "{name}: {field}");
        }
    }
}
