//! Reads items as they are stored.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use platform::store::{Item, StoreError};
use serde::de::DeserializeOwned;

/// A text of an item.
pub fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// A whole number of an item.
pub fn number<N: std::str::FromStr>(item: &Item, name: &str) -> Option<N> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// Whether a time of an item, in seconds, has passed.
pub fn has_passed(item: &Item, name: &str, now: Timestamp) -> bool {
    number::<i64>(item, name).is_some_and(|seconds| seconds < now.as_second())
}

/// A part of an item.
pub fn part<T: DeserializeOwned>(key: &str, item: &mut Item, name: &str) -> Result<T, StoreError> {
    let value = item.remove(name).ok_or_else(|| StoreError::unreadable(key, format!("it has no {name}")))?;
    serde_dynamo::from_attribute_value(value).map_err(|error| StoreError::unreadable(key, error))
}

/// A whole item.
pub fn whole<T: DeserializeOwned>(key: &str, item: Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item).map_err(|error| StoreError::unreadable(key, error))
}

/// All texts of an item, which is used up by reading it.
pub fn texts(item: &Item) -> HashMap<String, String> {
    let text = |value: &AttributeValue| value.as_s().ok().cloned();
    item.iter().filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect()
}
