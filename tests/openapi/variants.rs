//! Values just within and just beyond what a schema takes.

use serde_json::{Value, json};
use system_tests::Stay;

/// Values that a schema takes, at its bounds.
pub fn within(schema: &Value) -> Vec<Value> {
    forms(schema).into_iter().flat_map(|form| edges(form, false)).filter(|value| takes(schema, value)).collect()
}

/// Values that a schema does not take, just beyond its bounds, and of other types.
pub fn beyond(schema: &Value) -> Vec<Value> {
    let mut values: Vec<Value> = forms(schema).into_iter().flat_map(|form| edges(form, true)).collect();
    values.extend([json!(true), json!([]), json!({}), json!(1.5), json!("")]);
    values.retain(|value| !takes(schema, value));
    values
}

fn takes(schema: &Value, value: &Value) -> bool {
    jsonschema::options().should_validate_formats(true).build(schema).expect("a schema").is_valid(value)
}

/// The forms that a field may have: a number, a text, null.
fn forms(schema: &Value) -> Vec<&Value> {
    match schema["anyOf"].as_array() {
        Some(forms) => forms.iter().flat_map(self::forms).collect(),
        None => vec![schema],
    }
}

fn edges(form: &Value, outside: bool) -> Vec<Value> {
    let mut edges = Vec::new();
    let step = i128::from(outside);
    for (bound, sign) in [("minimum", -1), ("maximum", 1)] {
        let Some(bound) = form[bound].as_i64().map(i128::from).or(form[bound].as_u64().map(i128::from)) else {
            continue;
        };
        // As JSON text: it may be beyond what any integer type holds.
        edges.push(serde_json::from_str(&(bound + sign * step).to_string()).expect("a number"));
    }
    for (bound, sign) in [("minLength", -1), ("maxLength", 1)] {
        let Some(bound) = form[bound].as_i64() else { continue };
        let length = usize::try_from(bound + sign * i64::from(outside)).expect("a length");
        edges.push(json!("가".repeat(length)));
    }
    for word in form["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        edges.push(json!(if outside { word.to_lowercase() + "x" } else { word.to_owned() }));
    }
    if form["format"] == "date" {
        // Within the stay that the other date is of.
        let soon = Stay::new(11, 1);
        let wrong = ["2026-02-30", "tomorrow", "20261224", "2026-12-24T00:00:00Z", "24-12-2026"];
        edges.extend(if outside { wrong.map(|text| json!(text)).into() } else { vec![json!(soon.check_in)] });
    }
    if form["pattern"].is_string() {
        // Signs, controls, blanks and figures: each is within some patterns and beyond others.
        let texts = [
            "a/b",
            "a#b",
            "..",
            "a b",
            "a\nb",
            "a\u{202E}b",
            "   ",
            "-1",
            "1.5",
            "0",
            "007",
            "99999999999999",
            "한옥-1_2.3",
        ];
        edges.extend(texts.map(|text| json!(text)));
    }
    if form["type"] == "null" && !outside {
        edges.push(Value::Null);
    }
    edges
}

#[test]
fn bounds_are_met_and_overstepped() {
    let schema = json!({ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 9 }, { "type": "string", "pattern": "^[1-9]$" }] });
    assert_eq!(within(&schema), [json!(1), json!(9)]);
    for value in [json!(0), json!(10), json!("a/b"), json!(true), json!("")] {
        assert!(beyond(&schema).contains(&value), "{value}");
    }
    let date = json!({ "type": "string", "format": "date" });
    assert!(beyond(&date).contains(&json!("2026-02-30")) && within(&date).len() == 1);
}
