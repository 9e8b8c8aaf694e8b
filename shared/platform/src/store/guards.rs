//! What guards a rule across aggregates: who claims what, and leases that keep others from claiming for a while.

use std::{future::Future, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, KeysAndAttributes},
};
use jiff::Timestamp;

use super::{DynamoStore, MemoryStore, StoreError};
use crate::random;

/// `BatchGetItem` takes at most this many keys.
const BATCH: usize = 100;
/// What a batch leaves out is asked for again, at most this often.
const ROUNDS: u32 = 5;
/// The longest wait before the second round; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// A right to keep others from something until a time: an item that a
/// [`Requirement::NoLease`](super::Requirement::NoLease) looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The lease's item.
    pub key: String,
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

    /// Takes a lease, or moves it.
    fn take_lease(&self, lease: &Lease) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Gives a lease back.
    fn drop_lease(&self, key: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
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

    async fn take_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        let seconds = AttributeValue::N(lease.until.as_second().to_string());
        let request = self
            .client()
            .put_item()
            .table_name(self.table())
            .item("pk", AttributeValue::S(lease.key.clone()))
            .item("until", seconds.clone())
            .item("fence", AttributeValue::N(lease.fence.to_string()))
            // Only cleans up: the end is compared in conditions.
            .item("expiresAt", seconds);
        request.send().await.map(|_| ()).map_err(StoreError::unavailable)
    }

    async fn drop_lease(&self, key: &str) -> Result<(), StoreError> {
        let request = self.client().delete_item().table_name(self.table()).key("pk", AttributeValue::S(key.to_owned()));
        request.send().await.map(|_| ()).map_err(StoreError::unavailable)
    }
}

async fn any_exists(client: &Client, table: &str, keys: &[String]) -> Result<bool, StoreError> {
    let key = |key: &String| [("pk".to_owned(), AttributeValue::S(key.clone()))].into();
    let wanted = KeysAndAttributes::builder()
        .set_keys(Some(keys.iter().map(key).collect()))
        .consistent_read(true)
        .projection_expression("pk")
        .build()
        .map_err(StoreError::unencodable)?;
    let mut wanted = Some([(table.to_owned(), wanted)].into());
    let mut wait = FIRST_WAIT;
    for _ in 0..ROUNDS {
        let answer = client.batch_get_item().set_request_items(wanted).send().await.map_err(StoreError::unavailable)?;
        if answer.responses().is_some_and(|tables| tables.values().any(|items| !items.is_empty())) {
            return Ok(true);
        }
        match answer.unprocessed_keys {
            Some(rest) if !rest.is_empty() => wanted = Some(rest),
            _ => return Ok(false),
        }
        tokio::time::sleep(random::jitter(wait)).await;
        wait *= 2;
    }
    Err(StoreError::Contended)
}

impl<A: Send + Sync + 'static> Guards for MemoryStore<A>
where
    Self: Clone,
{
    async fn any_claimed(&self, keys: &[String]) -> Result<bool, StoreError> {
        Ok(keys.iter().any(|key| self.is_claimed(key)))
    }

    async fn take_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        self.put_lease(lease.clone());
        Ok(())
    }

    async fn drop_lease(&self, key: &str) -> Result<(), StoreError> {
        self.remove_lease(key);
        Ok(())
    }
}
