//! What reconcilers need: finding open work that is overdue, and telling the world again.

use std::future::Future;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use kernel::Aggregate;

use super::{
    AggregateStore, Cause, Change, CommitError, DynamoStore, Item, MemoryStore, StoreError,
    dynamodb::{due, key},
};

/// Open work that is overdue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Overdue {
    /// When it was due, to the millisecond.
    pub due: Timestamp,
    /// The aggregate's id.
    pub id: String,
}

/// Finds aggregates with [open work](Aggregate::open_work), through a sparse index that holds only those.
pub trait OpenWorkIndex: Clone + Send + Sync + 'static {
    /// The aggregates whose work of this kind was due before then, the longest overdue first, at most `limit`; fewer only
    /// if there are no more. `after` is where another list ended, whatever has become of that one since. May be some
    /// moments old.
    fn overdue(
        &self,
        kind: &'static str,
        before: Timestamp,
        after: Option<&Overdue>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Overdue>, StoreError>> + Send;
}

impl<A: Aggregate> OpenWorkIndex for DynamoStore<A> {
    async fn overdue(
        &self,
        kind: &'static str,
        before: Timestamp,
        after: Option<&Overdue>,
        limit: usize,
    ) -> Result<Vec<Overdue>, StoreError> {
        let start = after.map(|after| {
            let attributes = [("pk", key::<A>(&after.id)), ("openWork", kind.to_owned()), ("dueAt", due(after.due))];
            attributes.map(|(name, value)| (name.to_owned(), AttributeValue::S(value))).into()
        });
        let answer = self
            .client()
            .query()
            .table_name(self.table())
            .index_name("byOpenWork")
            .key_condition_expression("openWork = :kind AND dueAt < :before")
            .expression_attribute_values(":kind", AttributeValue::S(kind.to_owned()))
            .expression_attribute_values(":before", AttributeValue::S(due(before)))
            .set_exclusive_start_key(start)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(StoreError::unavailable)?;
        Ok(answer.items().iter().filter_map(read).collect())
    }
}

/// An item of the index.
fn read(item: &Item) -> Option<Overdue> {
    let text = |name| item.get(name)?.as_s().ok();
    let (_, id) = text("pk")?.split_once('#')?;
    let due = Timestamp::from_millisecond(text("dueAt")?.parse().ok()?).ok()?;
    Some(Overdue { due, id: id.to_owned() })
}

impl<A: Aggregate> OpenWorkIndex for MemoryStore<A> {
    async fn overdue(
        &self,
        kind: &'static str,
        before: Timestamp,
        after: Option<&Overdue>,
        limit: usize,
    ) -> Result<Vec<Overdue>, StoreError> {
        let mut found: Vec<Overdue> = self
            .all()
            .into_iter()
            .filter_map(|(id, state)| Some((state.open_work()?, id)))
            .filter(|(work, _)| work.kind == kind && work.due < before)
            .map(|(work, id)| Overdue { due: work.due, id })
            .filter(|overdue| after.is_none_or(|after| overdue > after))
            .collect();
        found.sort_unstable();
        found.truncate(limit);
        Ok(found)
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
