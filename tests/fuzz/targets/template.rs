//! Templates, to the local host: it refuses by name what it does not host, and never fails otherwise.

use std::{fs, path::Path};

use local::{Places, Stack};

use super::Target;

pub const TARGET: Target = Target { name: "template", seeds, run };

/// The workspace's own template, in pieces: its parameters, conditions and defaults with one resource at a time.
fn seeds() -> Vec<Vec<u8>> {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml"));
    let text = fs::read_to_string(file).expect("template.yaml");
    let (head, rest) = text.split_once("\nResources:\n").expect("resources");
    let resources = rest.split_once("\nOutputs:").map_or(rest, |(resources, _)| resources);
    let mut pieces: Vec<String> = Vec::new();
    for line in resources.lines() {
        let begins = line.starts_with("  ") && !line.starts_with("   ") && !line.starts_with("  #");
        match pieces.last_mut() {
            Some(piece) if !begins => piece.extend(["\n", line]),
            _ => pieces.push(line.to_owned()),
        }
    }
    assert!(pieces.len() > 100, "only {} resources", pieces.len());
    pieces.into_iter().map(|piece| format!("{head}\nResources:\n{piece}\n").into_bytes()).collect()
}

fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let places = Places { endpoint_url: "http://127.0.0.1:1".into(), api_url: "http://127.0.0.1:2".into() };
    if let Err(error) = Stack::parse(text, &[], places) {
        assert!(!error.to_string().is_empty());
    }
}
