//! The samples in `events/`.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

/// Each function's sample.
pub fn samples() -> BTreeMap<String, Value> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../events"));
    let mut samples = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("events/") {
        let path = entry.expect("a file of events/").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a sample");
        samples.insert(name, serde_json::from_str(&text).expect("JSON"));
    }
    assert!(samples.len() > 40, "only {} samples are in {}", samples.len(), folder.display());
    samples
}

/// Those of which `is_one` holds, by their functions.
pub fn by_function(is_one: fn(&Value) -> bool) -> BTreeMap<String, Value> {
    let seeds: BTreeMap<_, _> = samples().into_iter().filter(|(_, sample)| is_one(sample)).collect();
    assert!(!seeds.is_empty(), "no sample is one");
    seeds
}

/// The same as inputs.
pub fn of(is_one: fn(&Value) -> bool) -> Vec<Vec<u8>> {
    by_function(is_one).values().map(|sample| sample.to_string().into_bytes()).collect()
}
