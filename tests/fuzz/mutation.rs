//! Changes JSON as JSON: bytes that are changed blindly are mostly no JSON any more, and never come past the first decoder.
//! A text that is JSON itself, as bodies of requests and messages are, is changed as JSON too.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use crate::random::Random;

/// How deep texts that are JSON are opened: a message's body, and an outbox in it.
const DEPTH: usize = 3;

/// Values at the limits of what decoders expect.
static LIMITS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let deep = (0..120).fold(json!(1), |inner, _| json!([inner]));
    let numbers =
        [json!(0), json!(1), json!(-1), json!(u64::MAX), json!(i64::MIN), json!(1e308), json!(0.5), json!(1_u64 << 53)];
    let instants = [
        "9999-12-31",
        "-009999-01-01",
        "0000-01-01",
        "2027-02-29",
        "2028-02-29",
        "2027-13-01",
        "9999-12-30T22:00:00.999999999Z",
        "-009999-01-02T01:59:59Z",
        "1970-01-01T00:00:00Z",
        "2026-11-21T00:00:00+25:00",
        "2026-11-21T24:00:00Z",
    ];
    let texts = [
        "",
        " ",
        "0",
        "-0",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551616",
        "1e9",
        "0x10",
        "NaN",
        "null",
        "true",
        "{}",
        "[]",
        "{\"a\":1}",
        "[]]",
        "\u{0}",
        "\u{7f}",
        "\u{202e}",
        "\u{feff}",
        "e\u{301}",
        "한옥",
        "\u{1f3e8}",
        "%2e%2e%2f",
        "..",
        "a#b",
        "a/b",
        "a;b",
        "a,b",
        "\r\nx: y",
        "'; --",
        "${x}",
        "=",
        "====",
        "eyJhIjoxfQ",
        "A",
    ];
    let long = ["x".repeat(65), "x".repeat(1_025), "9".repeat(400), "\u{1f3e8}".repeat(300), "[".repeat(200)];
    let others = [Value::Null, json!(true), json!(false), json!([]), json!({}), json!([null]), deep];
    let mut limits: Vec<Value> = numbers.into_iter().chain(others).collect();
    limits.extend(instants.into_iter().chain(texts).map(Value::from));
    limits.extend(long.into_iter().map(Value::from));
    limits
});

/// The document with something changed, or nothing if it is no JSON. `donors` are values that may stand elsewhere in it.
pub fn mutate(document: &[u8], donors: &[Value], random: &mut Random) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(document).ok()?;
    for _ in 0..=random.below(3) {
        let own = leaves(&value, 0);
        change(&mut value, &[donors, &own].concat(), random, 0);
    }
    serde_json::to_vec(&value).ok()
}

/// All values of a document that are no containers, those in texts that are JSON as well.
pub fn leaves(value: &Value, depth: usize) -> Vec<Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(|item| leaves(item, depth)).collect(),
        Value::Object(fields) => fields.values().flat_map(|field| leaves(field, depth)).collect(),
        Value::String(_) => {
            let inner = opened(value, depth).map(|inner| leaves(&inner, depth + 1)).unwrap_or_default();
            [vec![value.clone()], inner].concat()
        }
        plain => vec![plain.clone()],
    }
}

/// What is in a text that is a JSON document.
fn opened(value: &Value, depth: usize) -> Option<Value> {
    let text = value.as_str().filter(|text| depth < DEPTH && text.starts_with(['{', '[']))?;
    serde_json::from_str(text).ok()
}

fn change(value: &mut Value, donors: &[Value], random: &mut Random, depth: usize) {
    let stop = random.below(6) == 0;
    match value {
        Value::Array(items) if !stop && !items.is_empty() => change_items(items, donors, random, depth),
        Value::Object(fields) if !stop && !fields.is_empty() => change_fields(fields, donors, random, depth),
        Value::String(text) => {
            if let Some(mut inner) = opened(&json!(text), depth).filter(|_| !stop) {
                change(&mut inner, donors, random, depth + 1);
                *value = Value::String(inner.to_string());
            } else if random.below(2) == 0 {
                *text = changed_text(text, random);
            } else {
                *value = another(donors, random);
            }
        }
        Value::Number(number) if random.below(2) == 0 => {
            let near = number.as_i64().unwrap_or_default();
            *value = json!(if random.below(2) == 0 { near.wrapping_add(1) } else { near.wrapping_sub(1) });
        }
        other => *other = another(donors, random),
    }
}

fn change_items(items: &mut Vec<Value>, donors: &[Value], random: &mut Random, depth: usize) {
    let chosen = random.below(items.len());
    match random.below(8) {
        0 => drop(items.remove(chosen)),
        1 => items.push(items[chosen].clone()),
        2 => items.reverse(),
        _ => change(&mut items[chosen], donors, random, depth),
    }
}

fn change_fields(fields: &mut Map<String, Value>, donors: &[Value], random: &mut Random, depth: usize) {
    let names: Vec<String> = fields.keys().cloned().collect();
    let Some(name) = random.of_these(&names).cloned() else { return };
    match random.below(12) {
        0 => drop(fields.shift_remove(&name)),
        1 => {
            let other = random.of_these(&names).and_then(|other| fields.get(other)).cloned();
            fields.insert(name, other.unwrap_or_default());
        }
        2 => {
            let value = another(donors, random);
            fields.insert(format!("{name}x"), value);
        }
        _ => {
            if let Some(field) = fields.get_mut(&name) {
                change(field, donors, random, depth);
            }
        }
    }
}

fn another(donors: &[Value], random: &mut Random) -> Value {
    let from = if random.below(2) == 0 { donors } else { &LIMITS };
    random.of_these(from).cloned().unwrap_or_default()
}

/// The text with one character taken out, put in, doubled or exchanged.
fn changed_text(text: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let place = random.below(characters.len() + 1);
    let strange = ['\0', '-', '#', '.', '9', 'Z', '%', '"', '\\', '\u{a0}', '\u{301}', '한', '\u{1f3e8}'];
    let new = random.of_these(&strange).copied().unwrap_or('x');
    match (random.below(4), characters.get(place).copied()) {
        (0, Some(_)) => drop(characters.remove(place)),
        (1, Some(same)) => characters.insert(place, same),
        (2, Some(_)) => characters[place] = new,
        _ => characters.insert(place, new),
    }
    characters.into_iter().collect()
}
