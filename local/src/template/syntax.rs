//! YAML as CloudFormation writes it, made JSON: `!Ref X` becomes `{"Ref": "X"}`, `!Sub x` `{"Fn::Sub": "x"}`.

use serde_json::{Map, Value, json};
use yaml_serde::Value as Yaml;

use super::TemplateError;

/// Parses a template's text.
pub fn parse(text: &str) -> Result<Value, TemplateError> {
    to_json(yaml_serde::from_str(text)?)
}

fn to_json(yaml: Yaml) -> Result<Value, TemplateError> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => number
            .as_i64()
            .map(Value::from)
            .or_else(|| number.as_f64().map(Value::from))
            .ok_or_else(|| TemplateError::expected(number.to_string(), "a number that JSON can carry"))?,
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().map(to_json).collect::<Result<_, _>>()?),
        Yaml::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                map.insert(key_text(key)?, to_json(value)?);
            }
            Value::Object(map)
        }
        Yaml::Tagged(tagged) => {
            let tag = tagged.tag.to_string();
            long_form(tag.trim_start_matches('!'), to_json(tagged.value)?)
        }
    })
}

fn key_text(key: Yaml) -> Result<String, TemplateError> {
    match key {
        Yaml::String(text) => Ok(text),
        Yaml::Number(number) => Ok(number.to_string()),
        Yaml::Bool(flag) => Ok(flag.to_string()),
        other => Err(TemplateError::expected(format!("{other:?}"), "a plain key")),
    }
}

fn long_form(tag: &str, value: Value) -> Value {
    match (tag, value) {
        ("Ref" | "Condition", value) => json!({ tag: value }),
        ("GetAtt", Value::String(path)) => {
            let (resource, attribute) = path.split_once('.').unwrap_or((&path, ""));
            json!({ "Fn::GetAtt": [resource, attribute] })
        }
        (tag, value) => json!({ format!("Fn::{tag}"): value }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_intrinsics_become_their_long_form() {
        let parsed = parse("a: !Ref X\nb: !Sub '${X}-y'\nc: !GetAtt X.Arn\nd: !If [C, !Ref X, 2]\ne: !Condition C\n");
        assert_eq!(
            parsed.unwrap(),
            json!({
                "a": {"Ref": "X"}, "b": {"Fn::Sub": "${X}-y"}, "c": {"Fn::GetAtt": ["X", "Arn"]},
                "d": {"Fn::If": ["C", {"Ref": "X"}, 2]}, "e": {"Condition": "C"}
            })
        );
    }
}
