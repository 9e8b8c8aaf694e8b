//! Answers that several operations have in common, said once.

use serde_json::{Map, Value, json};

/// Puts every answer that is there more than once into a map of its own, and a reference in its place.
pub fn responses(paths: &mut Map<String, Value>) -> Map<String, Value> {
    let mut seen: Vec<(String, Value, usize)> = Vec::new();
    for (status, response) in every(paths) {
        match seen.iter_mut().find(|(_, known, _)| known == response) {
            Some((_, _, times)) => *times += 1,
            None => seen.push((status.clone(), response.clone(), 1)),
        }
    }
    seen.retain(|(_, _, times)| *times > 1);
    let mut named: Map<String, Value> = Map::new();
    for (status, response, _) in seen {
        // `Refused409`, and `Refused409-2` for the second one of a status.
        let before = named.keys().filter(|name| name.starts_with(&format!("Refused{status}"))).count();
        let name = if before == 0 { format!("Refused{status}") } else { format!("Refused{status}-{}", before + 1) };
        for (_, place) in every(paths).filter(|(_, place)| **place == response) {
            *place = json!({ "$ref": format!("#/components/responses/{name}") });
        }
        named.insert(name, response);
    }
    named
}

fn every(paths: &mut Map<String, Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    operations.filter_map(|operation| operation["responses"].as_object_mut()).flatten()
}
