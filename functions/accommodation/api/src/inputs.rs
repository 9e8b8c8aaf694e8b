//! What requests may hold. Numbers and texts are taken in either form, as `platform::http::Fields` reads them: a whole
//! number as a string of its digits, a text as a whole number; `null` is absent.

use kernel::id::MAX_CHARS;
use serde_json::{Value, json};

/// Letters and digits of any script, `-`, `_` and `.`, at least one of them a letter or digit. Not every
/// dialect of regular expressions has the very class that the code asks for: four letters of Hangul that show as nothing are
/// refused all the same, and what counts as a letter without being one, such as a vowel sign of Thai, is taken.
const ID: &str = r"^[\p{L}\p{N}._-]*[\p{L}\p{N}][\p{L}\p{N}._-]*$";

/// No control characters, and one character at least that is seen. Of those that are not, the ones beyond U+FFFF are refused
/// all the same: not every dialect of regular expressions can name them.
const TEXT: &str = concat!(
    r"^[^\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]*",
    r"[^\s\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069",
    r"\u00AD\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200D\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0",
    r"\uFFF0-\uFFF8]",
    r"[^\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]*$"
);

/// A field of a body.
#[derive(Debug)]
pub struct Field {
    name: &'static str,
    schema: Value,
    is_required: bool,
}

impl Field {
    /// One that must be there.
    pub const fn required(name: &'static str, schema: Value) -> Self {
        Self { name, schema, is_required: true }
    }

    /// One that may be left out, or be null.
    pub fn optional(name: &'static str, mut schema: Value) -> Self {
        if let Some(forms) = schema["anyOf"].as_array_mut() {
            forms.push(json!({ "type": "null" }));
        } else {
            let description = schema["description"].take();
            strip_nulls(&mut schema);
            schema = json!({ "anyOf": [schema, { "type": "null" }], "description": description });
        }
        Self { name, schema, is_required: false }
    }
}

/// The schema of a body with these fields. Others are ignored.
pub fn body(fields: Vec<Field>) -> Value {
    let required: Vec<&str> = fields.iter().filter(|field| field.is_required).map(|field| field.name).collect();
    let properties: serde_json::Map<String, Value> =
        fields.into_iter().map(|field| (field.name.to_owned(), field.schema)).collect();
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// An identifier.
pub fn id(description: &str) -> Value {
    json!({ "anyOf": [id_text(), whole_number()], "description": description })
}

/// An identifier in a path or a query.
pub fn id_text() -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": MAX_CHARS, "pattern": ID })
}

/// A text of people.
pub fn text(max: usize, description: &str) -> Value {
    json!({ "anyOf": [plain_text(max), whole_number()], "description": description })
}

/// A text of people in a query.
pub fn plain_text(max: usize) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": max, "pattern": TEXT })
}

/// One of some words.
pub fn word(words: &[&str], description: &str) -> Value {
    json!({ "type": "string", "enum": words, "description": description })
}

/// Whatever a client likes to send.
pub fn unread(description: &str) -> Value {
    json!({ "description": description })
}

/// A date in Korea.
pub fn date(description: &str) -> Value {
    json!({ "type": "string", "format": "date", "description": description })
}

/// An amount in won, from 0 or 1 to a power of ten.
pub fn won(min: u64, max: u64, description: &str) -> Value {
    json!({
        "anyOf": [
            { "type": "integer", "minimum": min, "maximum": max },
            { "type": "string", "pattern": digits(min, max) },
        ],
        "description": format!("{description} In won."),
    })
}

/// What spells a number from 0 or 1 to a power of ten.
fn digits(min: u64, max: u64) -> String {
    let zeros = max.ilog10();
    debug_assert!(min <= 1 && 10_u64.pow(zeros) == max, "{min} to {max}");
    match min {
        0 => format!("^0*([0-9]{{1,{zeros}}}|{max})$"),
        _ => format!("^0*([1-9][0-9]{{0,{}}}|{max})$", zeros.saturating_sub(1)),
    }
}

/// What stands for the text that it is written as.
fn whole_number() -> Value {
    json!({ "type": "integer", "minimum": i64::MIN, "maximum": u64::MAX })
}

fn strip_nulls(schema: &mut Value) {
    if let Some(members) = schema.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_spell_the_numbers_of_a_range_and_no_others() {
        for (min, max, taken, refused) in [
            (0, 100, ["0", "007", "100", "99"], ["", "101", "-1", "1.5"]),
            (1, 1000, ["1", "0999", "1000", "10"], ["0", "00", "1001", "x"]),
        ] {
            let validator = jsonschema::validator_for(&won(min, max, "")).unwrap();
            for text in taken {
                assert!(validator.is_valid(&json!(text)), "{min} to {max}: {text}");
            }
            for text in refused {
                assert!(!validator.is_valid(&json!(text)), "{min} to {max}: {text}");
            }
        }
    }

    #[test]
    fn an_optional_field_may_be_null_and_keeps_its_description() {
        for schema in [id("An id."), date("An id.")] {
            let body = body(vec![Field::optional("field", schema)]);
            let validator = jsonschema::validator_for(&body).unwrap();
            assert!(validator.is_valid(&json!({ "field": null })), "{body}");
            assert_eq!(body["properties"]["field"]["description"], "An id.");
            assert_eq!(body.get("required"), None);
        }
    }
}
