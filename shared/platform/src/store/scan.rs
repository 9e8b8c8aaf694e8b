//! Walking through all items of a table, or all aggregates, page by page: for an operator's commands. No request may wait
//! for it.

use aws_sdk_dynamodb::{
    Client,
    operation::scan::{ScanOutput, builders::ScanFluentBuilder},
    types::AttributeValue,
};
use kernel::Aggregate;
use serde::de::DeserializeOwned;

use super::{DynamoStore, Item, StoreError, Versioned, dynamodb::decode};

/// How many items one page looks at: of 400 KB at most, mostly of one or two.
const PAGE: i32 = 250;

/// One of several parts of a table that are walked through at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Which one, from 0 on.
    pub index: u32,
    /// Of how many. Pages of one division mean nothing to another.
    pub of: u32,
}

/// Some aggregates of a segment.
#[derive(Debug)]
pub struct Page<A> {
    /// Their ids and what they are; the error of one that cannot be read names its key.
    pub aggregates: Vec<Result<(String, Versioned<A>), StoreError>>,
    /// What to pass on for the next page; nothing after the last.
    pub next: Option<String>,
}

/// Some items of a segment.
#[derive(Debug)]
pub struct Items {
    /// The items, of every kind.
    pub items: Vec<Item>,
    /// What to pass on for the next page; nothing after the last.
    pub next: Option<String>,
}

/// The page of a segment of a table that begins behind `after`, or the first. It has what was committed before.
pub async fn scan_items(
    client: &Client,
    table: &str,
    segment: Segment,
    after: Option<&str>,
) -> Result<Items, StoreError> {
    let answer = scan(client, table, segment, after).send().await.map_err(StoreError::unavailable)?;
    Ok(Items { next: next(&answer), items: answer.items.unwrap_or_default() })
}

fn scan(client: &Client, table: &str, segment: Segment, after: Option<&str>) -> ScanFluentBuilder {
    let key = |key: &str| [("pk".to_owned(), AttributeValue::S(key.to_owned()))].into();
    client
        .scan()
        .table_name(table)
        .consistent_read(true)
        .limit(PAGE)
        .segment(i32::try_from(segment.index).unwrap_or(i32::MAX))
        .total_segments(i32::try_from(segment.of).unwrap_or(i32::MAX))
        .set_exclusive_start_key(after.map(key))
}

fn next(answer: &ScanOutput) -> Option<String> {
    answer.last_evaluated_key.as_ref().and_then(|key| key.get("pk")?.as_s().ok().cloned())
}

impl<A: Aggregate + DeserializeOwned> DynamoStore<A> {
    /// The page of a segment that begins behind `after`, or the first. It has what was committed before, though perhaps no
    /// aggregate at all: other items of the table are passed over.
    pub async fn page(&self, segment: Segment, after: Option<&str>) -> Result<Page<A>, StoreError> {
        let prefix = format!("{}#", A::TYPE);
        let answer = scan(self.client(), self.table(), segment, after)
            .filter_expression("begins_with(pk, :prefix)")
            .expression_attribute_values(":prefix", AttributeValue::S(prefix.clone()))
            .send()
            .await
            .map_err(StoreError::unavailable)?;
        let next = next(&answer);
        let read = |item: Item| {
            let key = item.get("pk").and_then(|key| key.as_s().ok().cloned()).unwrap_or_default();
            let id = key.strip_prefix(&prefix).unwrap_or_default().to_owned();
            Ok((id, decode(&key, item)?))
        };
        Ok(Page { aggregates: answer.items.unwrap_or_default().into_iter().map(read).collect(), next })
    }
}
