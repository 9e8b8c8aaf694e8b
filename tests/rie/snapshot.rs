//! What is the same in every run of an answer.

use std::fs;

use jiff::Timestamp;
use serde_json::Value;
use system_tests::story::folder;

/// Tells what the samples say from what a run makes up: ids and times.
pub(crate) struct Redaction {
    samples: String,
}

impl Redaction {
    /// One that knows all samples.
    pub(crate) fn new() -> Self {
        let files = fs::read_dir(folder()).expect("events/").map(|entry| entry.expect("a file").path());
        Self { samples: files.map(|file| fs::read_to_string(file).expect("UTF-8")).collect() }
    }

    /// The same with `[id]` and `[time]` for what no sample has, and with a body of JSON as what it says.
    pub(crate) fn of(&self, value: Value) -> Value {
        match value {
            Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, self.of(value))).collect(),
            Value::Array(items) => items.into_iter().map(|item| self.of(item)).collect(),
            Value::String(text) if text.starts_with(['{', '[']) => {
                serde_json::from_str(&text).map_or(Value::String(text), |inner| self.of(inner))
            }
            Value::String(text) => Value::String(self.of_text(text)),
            other => other,
        }
    }

    fn of_text(&self, text: String) -> String {
        if self.samples.contains(&text) {
            return text;
        }
        if text.parse::<Timestamp>().is_ok() {
            return "[time]".to_owned();
        }
        // An id may have something before it: a prefix, or the path of what it names.
        let start = text.len() - text.bytes().rev().take_while(u8::is_ascii_hexdigit).count();
        if text.len() - start == 32 { format!("{}[id]", &text[..start]) } else { text }
    }
}
