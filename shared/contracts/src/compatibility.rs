//! Whether the schema of an event can take the place of one that was released.
//!
//! Both must be understood at once: consumers that were built against the released schema get new events, and new consumers
//! get old events, late, replayed or from an archive. So what both name must mean the same; only fields that need not be
//! there may be added.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// What only explains: nobody reads an event by it.
const ANNOTATIONS: [&str; 7] = ["title", "description", "examples", "default", "$schema", "$comment", "deprecated"];

/// What would break a consumer, or the reading of an old event, if `current` were published where `released` was; nothing
/// if all is well. Each line names the field.
pub fn breaks(released: &Value, current: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(&Side { root: released, schema: released }, &Side { root: current, schema: current }, "", &mut found);
    found
}

/// A part of a schema, and the whole that its references lead into.
struct Side<'a> {
    root: &'a Value,
    schema: &'a Value,
}

impl<'a> Side<'a> {
    /// The schema that it is, by whatever name.
    fn resolved(&self) -> Self {
        let mut schema = self.schema;
        while let Some(reference) = schema["$ref"].as_str() {
            let target = self.root.pointer(reference.trim_start_matches('#'));
            let Some(target) = target.filter(|target| *target != schema) else { break };
            schema = target;
        }
        Self { root: self.root, schema }
    }

    fn part(&self, schema: &'a Value) -> Self {
        Self { root: self.root, schema }
    }

    fn properties(&self) -> Option<&'a Map<String, Value>> {
        self.schema["properties"].as_object()
    }

    fn required(&self) -> BTreeSet<&'a str> {
        self.schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The forms of which a value has one, without those that are a mere word.
    fn forms(&self) -> Vec<Self> {
        let forms = ["anyOf", "oneOf"].into_iter().filter_map(|word| self.schema[word].as_array()).flatten();
        forms.map(|form| self.part(form).resolved()).filter(|form| form.words().is_none()).collect()
    }

    /// The only values that it takes, if they are listed.
    fn words(&self) -> Option<BTreeSet<String>> {
        if !self.schema["const"].is_null() {
            return Some([self.schema["const"].to_string()].into());
        }
        let listed = self.schema["enum"].as_array()?;
        Some(listed.iter().map(Value::to_string).collect())
    }

    /// All words, listed or each a form of its own.
    fn all_words(&self) -> BTreeSet<String> {
        let forms = ["anyOf", "oneOf"].into_iter().filter_map(|word| self.schema[word].as_array()).flatten();
        let forms = forms.filter_map(|form| self.part(form).resolved().words());
        self.words().into_iter().chain(forms).flatten().collect()
    }

    /// Every rule for a value that is neither a list of words nor a structure.
    fn rules(&self) -> Map<String, Value> {
        let structure = ["properties", "required", "items", "anyOf", "oneOf", "enum", "const", "$defs", "$ref"];
        let rules = self.schema.as_object().into_iter().flatten();
        let rules =
            rules.filter(|(name, _)| !ANNOTATIONS.contains(&name.as_str()) && !structure.contains(&name.as_str()));
        rules.map(|(name, rule)| (name.clone(), rule.clone())).collect()
    }
}

fn compare(released: &Side, current: &Side, place: &str, found: &mut Vec<String>) {
    let (released, current) = (released.resolved(), current.resolved());
    let at = if place.is_empty() { "the event" } else { place };
    let (old, new) = (released.all_words(), current.all_words());
    found.extend(old.difference(&new).map(|word| format!("{at}: {word} is gone, and old events have it")));
    found.extend(new.difference(&old).map(|word| format!("{at}: {word} is new, and consumers do not know it")));
    if old.is_empty() || new.is_empty() {
        compare_rules(&released, &current, at, found);
    }
    compare_fields(&released, &current, place, found);
    match (&released.schema["items"], &current.schema["items"]) {
        (Value::Null, Value::Null) => {}
        (old, new) => compare(&released.part(old), &current.part(new), &format!("{place}[]"), found),
    }
    let (old, new) = (released.forms(), current.forms());
    if old.len() != new.len() {
        found.push(format!("{at}: it had {} forms, and has {}", old.len(), new.len()));
    }
    for old in &old {
        // The form that is nearest to it.
        let differences = new.iter().map(|new| {
            let mut found = Vec::new();
            compare(old, new, place, &mut found);
            found
        });
        found.extend(differences.min_by_key(Vec::len).unwrap_or_default());
    }
}

fn compare_rules(released: &Side, current: &Side, at: &str, found: &mut Vec<String>) {
    let (old, new) = (released.rules(), current.rules());
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let (old, new) = (old.get(name), new.get(name));
        let shown = |rule: Option<&Value>| rule.map_or_else(|| "nothing".to_owned(), Value::to_string);
        if old != new {
            found.push(format!("{at}: {name} was {}, and is {}", shown(old), shown(new)));
        }
    }
}

fn compare_fields(released: &Side, current: &Side, place: &str, found: &mut Vec<String>) {
    let field = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    let none = Map::new();
    let (old, new) = (released.properties().unwrap_or(&none), current.properties().unwrap_or(&none));
    for (name, schema) in old {
        match new.get(name) {
            Some(other) => compare(&released.part(schema), &current.part(other), &field(name), found),
            None => found.push(format!("{}: it is gone, and consumers read it", field(name))),
        }
    }
    let (old, new) = (released.required(), current.required());
    found.extend(old.difference(&new).map(|name| format!("{}: it need not be there any more", field(name))));
    found.extend(new.difference(&old).map(|name| format!("{}: it must be there, and old events lack it", field(name))));
}

#[cfg(test)]
mod tests;
