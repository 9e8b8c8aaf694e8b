//! What guards a rule across aggregates: who claims what, and leases that keep others from claiming for a while.

use std::future::Future;

use aws_sdk_dynamodb::{
    Client,
    operation::{delete_item::DeleteItemError, put_item::PutItemError},
    types::{AttributeValue, KeysAndAttributes, ReturnValue},
};
use jiff::Timestamp;

use super::{Attempt, DynamoStore, Item, MemoryStore, StoreError, patience::patiently};

/// `BatchGetItem` takes at most this many keys.
const BATCH: usize = 100;

/// A right to keep others from something until a time: an item that a
/// [`Requirement::NoLease`](super::Requirement::NoLease) looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The lease's item.
    pub key: String,
    /// Who holds it: only that one gives it back.
    pub holder: String,
    /// When it ends by itself.
    pub until: Timestamp,
    /// Whoever knows of this version, or a later one, need not mind the lease any more.
    pub fence: u64,
}

/// Looks at claims and keeps leases.
///
/// An implementation MUST see every claim that was committed before it looks, and MUST have the lease seen by every
/// commit that begins after it was taken.
pub trait Guards: Clone + Send + Sync + 'static {
    /// Whether any of these keys is claimed.
    fn any_claimed(&self, keys: &[String]) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Takes a lease, and says when the one ends that another holder had; [`StoreError::Contended`] if that one's fence
    /// is later.
    fn take_lease(&self, lease: &Lease) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;

    /// Gives a lease back. One that somebody else has taken meanwhile stays.
    fn drop_lease(&self, lease: &Lease) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl<A: 'static> Guards for DynamoStore<A> {
    async fn any_claimed(&self, keys: &[String]) -> Result<bool, StoreError> {
        for batch in keys.chunks(BATCH) {
            if any_exists(self.client(), self.table(), batch).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn take_lease(&self, lease: &Lease) -> Result<Option<Timestamp>, StoreError> {
        let seconds = AttributeValue::N(lease.until.as_second().to_string());
        let fence = AttributeValue::N(lease.fence.to_string());
        let request = self
            .client()
            .put_item()
            .table_name(self.table())
            .item("pk", AttributeValue::S(lease.key.clone()))
            .item("holder", AttributeValue::S(lease.holder.clone()))
            .item("until", seconds.clone())
            .item("fence", fence.clone())
            // Only cleans up: the end is compared in conditions.
            .item("expiresAt", seconds)
            .condition_expression("attribute_not_exists(pk) OR fence <= :fence")
            .expression_attribute_values(":fence", fence)
            .return_values(ReturnValue::AllOld);
        let attempt = || async {
            match request.clone().send().await {
                Ok(answer) => {
                    Ok(Attempt::Done(answer.attributes.as_ref().and_then(|old| end_of_foreign(old, &lease.holder))))
                }
                Err(error) => match error.as_service_error() {
                    Some(PutItemError::ConditionalCheckFailedException(_)) => Err(StoreError::Contended),
                    // A transaction is looking at it.
                    Some(PutItemError::TransactionConflictException(_)) => Ok(Attempt::Collided),
                    _ => Err(StoreError::unavailable(error)),
                },
            }
        };
        patiently(attempt).await
    }

    async fn drop_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        let request = self
            .client()
            .delete_item()
            .table_name(self.table())
            .key("pk", AttributeValue::S(lease.key.clone()))
            .condition_expression("holder = :holder")
            .expression_attribute_values(":holder", AttributeValue::S(lease.holder.clone()));
        let attempt = || async {
            match request.clone().send().await {
                Ok(_) => Ok(Attempt::Done(())),
                Err(error) => match error.as_service_error() {
                    Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(Attempt::Done(())),
                    Some(DeleteItemError::TransactionConflictException(_)) => Ok(Attempt::Collided),
                    _ => Err(StoreError::unavailable(error)),
                },
            }
        };
        patiently(attempt).await
    }
}

/// When another holder's lease ends. Our own is there if its first answer was lost, and the SDK sent it again.
fn end_of_foreign(lease: &Item, holder: &str) -> Option<Timestamp> {
    if lease.get("holder")?.as_s().is_ok_and(|held_by| held_by == holder) {
        return None;
    }
    Timestamp::from_second(lease.get("until")?.as_n().ok()?.parse().ok()?).ok()
}

async fn any_exists(client: &Client, table: &str, keys: &[String]) -> Result<bool, StoreError> {
    let key = |key: &String| [("pk".to_owned(), AttributeValue::S(key.clone()))].into();
    let wanted = KeysAndAttributes::builder()
        .set_keys(Some(keys.iter().map(key).collect()))
        .consistent_read(true)
        .projection_expression("pk")
        .build()
        .map_err(StoreError::unencodable)?;
    let batch = client.batch_get_item().request_items(table, wanted);
    let attempt = || async {
        let answer = batch.clone().send().await.map_err(StoreError::unavailable)?;
        if answer.responses().is_some_and(|tables| tables.values().any(|items| !items.is_empty())) {
            return Ok(Attempt::Done(true));
        }
        // One that leaves something out has nothing to say yet.
        let is_whole = answer.unprocessed_keys().is_none_or(std::collections::HashMap::is_empty);
        Ok(if is_whole { Attempt::Done(false) } else { Attempt::Collided })
    };
    patiently(attempt).await
}

impl<A: Send + Sync + 'static> Guards for MemoryStore<A>
where
    Self: Clone,
{
    async fn any_claimed(&self, keys: &[String]) -> Result<bool, StoreError> {
        Ok(keys.iter().any(|key| self.is_claimed(key)))
    }

    async fn take_lease(&self, lease: &Lease) -> Result<Option<Timestamp>, StoreError> {
        self.put_lease(lease)
    }

    async fn drop_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        self.remove_lease(lease);
        Ok(())
    }
}
