//! The store on DynamoDB. One item per aggregate: `pk` (`Type#id`), `version`, `state`, `writeId`, `announced` once there was
//! something to tell and, if the last write had it, `outbox`. One item per claim: `pk` and `owner`.

use std::{collections::HashMap, marker::PhantomData};

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::put_item::PutItemError,
    types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure},
};
use kernel::Aggregate;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    clients::Aws,
    config::{ConfigError, Lookup},
};

use super::{
    AggregateStore, Change, CommitError, DynamoKeys, OUTBOX, StoreError, Versioned, listings, outbox, transaction,
};

/// The attribute that holds when and why an aggregate was announced last.
const ANNOUNCED: &str = "announced";

/// An item: attributes by name.
pub type Item = HashMap<String, AttributeValue>;

/// Aggregates of one type in one table.
#[derive(Debug)]
pub struct DynamoStore<A> {
    client: Client,
    table: String,
    aggregate: PhantomData<fn() -> A>,
}

impl<A> Clone for DynamoStore<A> {
    fn clone(&self) -> Self {
        Self::new(self.client.clone(), self.table.clone())
    }
}

impl<A> DynamoStore<A> {
    /// The store in `table`.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table, aggregate: PhantomData }
    }

    /// The store in the context's own table, which `TABLE_NAME` names.
    pub fn configured(aws: &Aws, lookup: &Lookup) -> Result<Self, ConfigError> {
        Ok(Self::new(aws.dynamodb(), table_name(lookup)?))
    }
}

impl<A> AggregateStore<A> for DynamoStore<A>
where
    A: Aggregate + Serialize + DeserializeOwned,
{
    async fn load(&self, id: &str) -> Result<Versioned<A>, StoreError> {
        let key = key::<A>(id);
        let item = get_item(&self.client, &self.table, &key).await?;
        item.map_or_else(|| Ok(Versioned::absent()), |item| decode(&key, item))
    }

    async fn commit(&self, change: &Change<A>) -> Result<(), CommitError> {
        let put = put(&self.table, change)?;
        if change.claims.is_empty()
            && change.releases.is_empty()
            && change.requirements.is_empty()
            && change.key.is_none()
        {
            self.put(put, &change.write_id).await
        } else {
            transaction::write(&self.client, &self.table, put, change).await
        }
    }
}

impl<A> DynamoStore<A> {
    pub(super) const fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn table(&self) -> &str {
        &self.table
    }

    pub(super) fn keys(&self) -> DynamoKeys {
        DynamoKeys::new(self.client.clone(), self.table.clone())
    }

    async fn put(&self, put: Put, write_id: &str) -> Result<(), CommitError> {
        let answer = self
            .client
            .put_item()
            .table_name(put.table_name)
            .set_item(Some(put.item))
            .set_condition_expression(put.condition_expression)
            .set_expression_attribute_names(put.expression_attribute_names)
            .set_expression_attribute_values(put.expression_attribute_values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match answer {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {
                match error.into_err() {
                    // Our own write, whose answer was lost: the SDK sent it again.
                    PutItemError::ConditionalCheckFailedException(failed) if is_ours(failed.item(), write_id) => Ok(()),
                    _ => Err(CommitError::Conflict),
                }
            }
            // A transaction has the item at this moment: what it leaves is to be decided on.
            Err(SdkError::ServiceError(error)) if error.err().is_transaction_conflict_exception() => {
                Err(CommitError::Conflict)
            }
            Err(error) => Err(StoreError::unavailable(error).into()),
        }
    }
}

/// The name of the context's own table.
pub fn table_name(lookup: &Lookup) -> Result<String, ConfigError> {
    lookup.required("TABLE_NAME", "the name of the context's table")
}

/// The item under `key`, as last written.
pub async fn get_item(client: &Client, table: &str, key: &str) -> Result<Option<Item>, StoreError> {
    let request = client.get_item().table_name(table).key("pk", AttributeValue::S(key.to_owned()));
    let answer = request.consistent_read(true).send().await.map_err(StoreError::unavailable)?;
    Ok(answer.item)
}

/// Whether an item was last written by the write named `write_id`.
pub(super) fn is_ours(item: Option<&Item>, write_id: &str) -> bool {
    item.and_then(|item| item.get("writeId")?.as_s().ok()).is_some_and(|found| found == write_id)
}

pub(super) fn key<A: Aggregate>(id: &str) -> String {
    format!("{}#{id}", A::TYPE)
}

fn put<A: Aggregate + Serialize>(table: &str, change: &Change<A>) -> Result<Put, StoreError> {
    let put = Put::builder()
        .table_name(table)
        .item("pk", AttributeValue::S(key::<A>(&change.id)))
        .item("version", AttributeValue::N(change.version.to_string()))
        .item("state", serde_dynamo::to_attribute_value(&change.state).map_err(StoreError::unencodable)?)
        .item("writeId", AttributeValue::S(change.write_id.clone()));
    let put = if change.outbox.is_empty() {
        put
    } else {
        let text = outbox::write(&change.outbox).map_err(StoreError::unencodable)?;
        put.item(OUTBOX, AttributeValue::S(text))
    };
    let put = match &change.announced {
        None => put,
        Some(announced) => {
            put.item(ANNOUNCED, serde_dynamo::to_attribute_value(announced).map_err(StoreError::unencodable)?)
        }
    };
    let keys = index_keys(&change.id, &change.state).into_iter().filter_map(|(name, key)| Some((name, key?)));
    let put = keys.fold(put, |put, (name, key)| put.item(name, AttributeValue::S(key)));
    let put = if change.expected == 0 {
        put.condition_expression("attribute_not_exists(pk)")
    } else {
        put.condition_expression("#version = :expected")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":expected", AttributeValue::N(change.expected.to_string()))
    };
    put.build().map_err(StoreError::unencodable)
}

/// The attributes by which indexes find an aggregate. One without a value is not written: the aggregate is not in that
/// index.
pub fn index_keys<A: Aggregate>(id: &str, state: &A) -> Vec<(&'static str, Option<String>)> {
    let (kind, due) = state.open_work().map(|work| (work.kind.to_owned(), due(work.due))).unzip();
    let mut keys = listings::keys(id, state);
    keys.extend([("openWork", kind), ("dueAt", due)]);
    keys
}

/// A time as a text that sorts as times do.
pub(super) fn due(at: jiff::Timestamp) -> String {
    format!("{:015}", at.as_millisecond().max(0))
}

/// The aggregate in the item under `key`.
pub fn decode<A: DeserializeOwned>(key: &str, mut item: Item) -> Result<Versioned<A>, StoreError> {
    let version = item
        .get("version")
        .and_then(|version| version.as_n().ok()?.parse().ok())
        .ok_or_else(|| StoreError::unreadable(key, "it has no version"))?;
    let state = item.remove("state").ok_or_else(|| StoreError::unreadable(key, "it has no state"))?;
    let unreadable = |error: serde_dynamo::Error| StoreError::unreadable(key, error);
    let state = serde_dynamo::from_attribute_value(state).map_err(unreadable)?;
    let announced = item.remove(ANNOUNCED).map(serde_dynamo::from_attribute_value).transpose().map_err(unreadable)?;
    Ok(Versioned { state: Some(state), version, announced })
}

/// The state in an item that was found in an index.
pub(super) fn decode_state<A: DeserializeOwned>(key: &str, item: Item) -> Result<A, StoreError> {
    let decoded = decode(key, item)?;
    decoded.state.ok_or_else(|| StoreError::unreadable(key, "it has no state"))
}
