//! A context's own copies of what other contexts announced: each keeps the version it came from, and only a newer one
//! replaces it. So duplicates and reordering do no harm.

use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use aws_sdk_dynamodb::{Client, operation::put_item::PutItemError, types::AttributeValue};
use serde::{Serialize, de::DeserializeOwned};

use super::{StoreError, get_item, table_name};
use crate::{
    clients::Aws,
    config::{ConfigError, Lookup},
};

/// A copy with the version of its original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied<T> {
    /// What was announced.
    pub value: T,
    /// The original's version.
    pub version: u64,
}

/// Keeps copies by key.
///
/// An implementation MUST, in one atomic step, replace a copy only by one of a higher version, or of an equal one where
/// it is a replay; anything else leaves the copy as it is and succeeds.
pub trait Copies<T>: Clone + Send + Sync + 'static {
    /// The copy under `key`, as last put.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Copied<T>>, StoreError>> + Send;

    /// Puts a copy if it is newer. `status` goes into an attribute of its own, for transactions to check.
    fn put(
        &self,
        key: &str,
        status: &str,
        copy: &Copied<T>,
        replay: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Copies in a table: items with `pk`, `version`, `status` and `copy`.
#[derive(Debug, Clone)]
pub struct DynamoCopies {
    client: Client,
    table: String,
}

impl DynamoCopies {
    /// The attribute that a [`Requirement`](super::Requirement) can look at.
    pub const STATUS: &str = "status";

    /// The copies in `table`.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The copies in the context's own table, which `TABLE_NAME` names.
    pub fn configured(aws: &Aws, lookup: &Lookup) -> Result<Self, ConfigError> {
        Ok(Self::new(aws.dynamodb(), table_name(lookup)?))
    }
}

impl<T: Serialize + DeserializeOwned + Sync> Copies<T> for DynamoCopies {
    async fn get(&self, key: &str) -> Result<Option<Copied<T>>, StoreError> {
        let Some(mut item) = get_item(&self.client, &self.table, key).await? else { return Ok(None) };
        let copy = item.remove("copy").ok_or_else(|| StoreError::unreadable(key, "it has no copy"))?;
        let version = item.get("version").and_then(|version| version.as_n().ok()?.parse().ok());
        let version = version.ok_or_else(|| StoreError::unreadable(key, "it has no version"))?;
        let value = serde_dynamo::from_attribute_value(copy).map_err(|error| StoreError::unreadable(key, error))?;
        Ok(Some(Copied { value, version }))
    }

    async fn put(&self, key: &str, status: &str, copy: &Copied<T>, replay: bool) -> Result<(), StoreError> {
        let newer = if replay { "#version <= :version" } else { "#version < :version" };
        let version = AttributeValue::N(copy.version.to_string());
        let answer = self
            .client
            .put_item()
            .table_name(&self.table)
            .item("pk", AttributeValue::S(key.to_owned()))
            .item("version", version.clone())
            .item(Self::STATUS, AttributeValue::S(status.to_owned()))
            .item("copy", serde_dynamo::to_attribute_value(&copy.value).map_err(StoreError::unencodable)?)
            .condition_expression(format!("attribute_not_exists(pk) OR {newer}"))
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", version)
            .send()
            .await;
        match answer {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(())
            }
            Err(error) => Err(StoreError::unavailable(error)),
        }
    }
}

/// Copies in memory, for tests of handlers.
#[derive(Debug, Clone)]
pub struct MemoryCopies<T>(Arc<Mutex<HashMap<String, Copied<T>>>>);

impl<T> Default for MemoryCopies<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone + Send + Sync + 'static> Copies<T> for MemoryCopies<T> {
    async fn get(&self, key: &str) -> Result<Option<Copied<T>>, StoreError> {
        let copies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(copies.get(key).cloned())
    }

    async fn put(&self, key: &str, _: &str, copy: &Copied<T>, replay: bool) -> Result<(), StoreError> {
        let mut copies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newer =
            copies.get(key).is_none_or(|kept| kept.version < copy.version || (replay && kept.version == copy.version));
        if newer {
            copies.insert(key.to_owned(), copy.clone());
        }
        Ok(())
    }
}
