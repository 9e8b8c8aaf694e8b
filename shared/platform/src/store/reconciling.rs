//! What reconcilers need: finding open work that is overdue, and telling the world again.

use std::future::Future;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use kernel::Aggregate;

use super::{AggregateStore, Cause, Change, CommitError, DynamoStore, MemoryStore, StoreError, dynamodb::due};

/// Finds aggregates with [open work](Aggregate::open_work), through a sparse index that holds only those.
pub trait OpenWorkIndex: Clone + Send + Sync + 'static {
    /// The ids of at most `limit` aggregates whose work of this kind was due before then, the longest overdue first. May be
    /// some moments old.
    fn overdue(
        &self,
        kind: &'static str,
        before: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;
}

impl<A: Aggregate> OpenWorkIndex for DynamoStore<A> {
    async fn overdue(&self, kind: &'static str, before: Timestamp, limit: usize) -> Result<Vec<String>, StoreError> {
        let answer = self
            .client()
            .query()
            .table_name(self.table())
            .index_name("byOpenWork")
            .key_condition_expression("openWork = :kind AND dueAt < :before")
            .expression_attribute_values(":kind", AttributeValue::S(kind.to_owned()))
            .expression_attribute_values(":before", AttributeValue::S(due(before)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(StoreError::unavailable)?;
        let id = |item: &super::Item| {
            let key = item.get("pk")?.as_s().ok()?;
            key.split_once('#').map(|(_, id)| id.to_owned())
        };
        Ok(answer.items().iter().filter_map(id).collect())
    }
}

impl<A: Aggregate> OpenWorkIndex for MemoryStore<A> {
    async fn overdue(&self, kind: &'static str, before: Timestamp, limit: usize) -> Result<Vec<String>, StoreError> {
        let mut found: Vec<(Timestamp, String)> = self
            .all()
            .into_iter()
            .filter_map(|(id, state)| Some((state.open_work()?, id)))
            .filter(|(work, _)| work.kind == kind && work.due < before)
            .map(|(work, id)| (work.due, id))
            .collect();
        found.sort_unstable();
        Ok(found.into_iter().take(limit).map(|(_, id)| id).collect())
    }
}

/// Announces an event of an aggregate again, with its state and version of now: for consumers that the first one never
/// reached. What has changed meanwhile announces itself, so a lost race is no failure.
pub async fn announce_again<A, S>(
    store: &S,
    id: &str,
    cause: &Cause,
    event: impl Fn(&A) -> Option<A::Event> + Send + Sync,
) -> Result<bool, StoreError>
where
    A: Aggregate,
    S: AggregateStore<A>,
{
    let current = store.load(id).await?;
    let Some(event) = current.state.as_ref().and_then(&event) else { return Ok(false) };
    let Some(change) = Change::announcing(id, current, &event, cause)? else { return Ok(false) };
    match store.commit(&change).await {
        Ok(()) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(CommitError::Store(error)) => Err(error),
        Err(other @ (CommitError::Taken(_) | CommitError::Unmet(_))) => Err(StoreError::unencodable(other)),
    }
}
