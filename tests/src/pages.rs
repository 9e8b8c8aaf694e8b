//! Lists, page by page.

use std::collections::HashSet;

use reqwest::Url;
use serde_json::Value;

use crate::persona::Persona;

/// A path with a query, percent-encoded.
pub fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let url = Url::parse_with_params(&format!("http://host{path}"), query).expect("a path and its query");
    format!("{path}?{}", url.query().unwrap_or_default())
}

/// Every item of a list, walked to its end in pages of `limit`. Panics where a page is larger than asked.
pub async fn all_items(reader: &Persona, path: &str, query: &[(&str, &str)], limit: usize) -> Vec<Value> {
    let size = limit.to_string();
    let mut items = Vec::new();
    let mut cursor = None;
    let mut seen = HashSet::new();
    loop {
        let mut query = query.to_vec();
        query.push(("limit", &size));
        query.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page = reader.get(&with_query(path, &query)).await.expect(200).json();
        let rows = page["items"].as_array().unwrap_or_else(|| panic!("no items: {page}"));
        assert!(rows.len() <= limit, "more than {limit} items: {page}");
        items.extend(rows.iter().cloned());
        match &page["nextCursor"] {
            Value::String(next) => {
                assert!(seen.insert(next.clone()), "the list goes round in circles: {page}");
                cursor = Some(next.clone());
            }
            Value::Null => return items,
            other => panic!("nextCursor is {other}"),
        }
    }
}
