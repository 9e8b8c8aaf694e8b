//! Lists of aggregates, by owner and by month, through the table's indexes.

use std::future::Future;

use aws_sdk_dynamodb::types::AttributeValue;
use kernel::Aggregate;
use serde::{Serialize, de::DeserializeOwned};

use super::{DynamoStore, MemoryStore, StoreError, dynamodb::decode_state};
use crate::listing::{Month, Position, shard_of};

/// Which aggregates are listed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListingKey {
    /// Those of an owner.
    Owner(String),
    /// One shard of those of a month.
    Month(Month, u8),
}

impl ListingKey {
    const fn index(&self) -> (&'static str, &'static str) {
        match self {
            Self::Owner(_) => ("byOwner", "ownerKey"),
            Self::Month(..) => ("byMonth", "monthKey"),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Owner(owner) => owner.clone(),
            Self::Month(month, shard) => format!("{month}#{shard}"),
        }
    }
}

/// Lists aggregates that say where they are [listed](Aggregate::listed).
pub trait Listings<A: Aggregate>: Clone + Send + Sync + 'static {
    /// Those listed under a key before a position, newest first, at most `limit`. May be some moments old.
    fn list(
        &self,
        key: &ListingKey,
        before: &Position,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<A>, StoreError>> + Send;
}

/// Where an aggregate stands among others.
pub fn position_of<A: Aggregate>(id: &str, state: &A) -> Option<Position> {
    state.listed().map(|listed| Position::of(listed.since, id))
}

/// The attributes that list an aggregate; without values for one that nobody lists.
pub(super) fn keys<A: Aggregate>(id: &str, state: &A) -> Vec<(&'static str, Option<String>)> {
    let listed = state.listed();
    let month = listed.as_ref().map(|listed| ListingKey::Month(Month::of(listed.since), shard_of(id)).text());
    let position = listed.as_ref().map(|listed| String::from(Position::of(listed.since, id)));
    vec![("ownerKey", listed.map(|listed| listed.owner)), ("monthKey", month), ("sortKey", position)]
}

impl<A> Listings<A> for DynamoStore<A>
where
    A: Aggregate + Serialize + DeserializeOwned,
{
    async fn list(&self, key: &ListingKey, before: &Position, limit: usize) -> Result<Vec<A>, StoreError> {
        let (index, attribute) = key.index();
        let answer = self
            .client()
            .query()
            .table_name(self.table())
            .index_name(index)
            .key_condition_expression("#key = :key AND sortKey < :before")
            .expression_attribute_names("#key", attribute)
            .expression_attribute_values(":key", AttributeValue::S(key.text()))
            .expression_attribute_values(":before", AttributeValue::S(before.as_str().to_owned()))
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(StoreError::unavailable)?;
        // Not the key: it may be somebody's id.
        answer.items.unwrap_or_default().into_iter().map(|item| decode_state(index, item)).collect()
    }
}

impl<A: Aggregate> Listings<A> for MemoryStore<A> {
    async fn list(&self, key: &ListingKey, before: &Position, limit: usize) -> Result<Vec<A>, StoreError> {
        let is_listed = |id: &str, state: &A| {
            state.listed().is_some_and(|listed| match key {
                ListingKey::Owner(owner) => *owner == listed.owner,
                ListingKey::Month(month, shard) => *month == Month::of(listed.since) && *shard == shard_of(id),
            })
        };
        let mut found: Vec<(Position, A)> = self
            .all()
            .into_iter()
            .filter(|(id, state)| is_listed(id, state))
            .filter_map(|(id, state)| Some((position_of(&id, &state)?, state)))
            .filter(|(position, _)| position < before)
            .collect();
        found.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
        Ok(found.into_iter().take(limit).map(|(_, state)| state).collect())
    }
}
