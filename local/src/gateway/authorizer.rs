//! The JWT authorizer: where the token is, and its claims in the texts that API Gateway makes of them.

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

/// The token of `Authorization`, with or without `Bearer`, as API Gateway takes it. It joins two such headers into one, which
/// is no token: nobody may choose which of them is checked.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let value = value.to_str().ok()?.trim();
    let token = match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        Some(_) => return None,
        None => value,
    };
    (!token.is_empty()).then_some(token)
}

/// Every claim as a text; a list becomes `[a b]`.
pub fn as_texts(claims: Map<String, Value>) -> Map<String, Value> {
    claims.into_iter().map(|(name, value)| (name, Value::String(text(&value)))).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(" ")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn claims_are_the_texts_that_api_gateway_makes_of_them() {
        let Value::Object(claims) = json!({
            "sub": "c-1", "exp": 1_700_000_000, "email_verified": true, "groups": ["customer", "host"], "none": []
        }) else {
            unreachable!()
        };
        let expected = json!({
            "sub": "c-1", "exp": "1700000000", "email_verified": "true", "groups": "[customer host]", "none": "[]"
        });
        assert_eq!(Value::Object(as_texts(claims)), expected);
    }

    #[test]
    fn a_token_comes_with_or_without_the_word_bearer_and_with_no_other() {
        let with = |value: &str| HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())]);
        for value in ["Bearer a.b.c", "bearer  a.b.c", "a.b.c"] {
            assert_eq!(token(&with(value)), Some("a.b.c"), "{value}");
        }
        for value in ["Basic a.b.c", "Bearer", "Bearer ", ""] {
            assert_ne!(token(&with(value)), Some("a.b.c"), "{value}");
        }
        assert_eq!(token(&HeaderMap::new()), None);
        let two = ["Bearer a.b.c", "Bearer a.b.c"].map(|value| (header::AUTHORIZATION, value.parse().unwrap()));
        assert_eq!(token(&HeaderMap::from_iter(two)), None);
    }
}
