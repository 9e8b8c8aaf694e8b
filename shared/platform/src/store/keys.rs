//! Records of idempotency keys, in the table of the context that answers.

use std::{collections::HashMap, future::Future};

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::{
        delete_item::DeleteItemError,
        put_item::{PutItemError, builders::PutItemFluentBuilder},
    },
    types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure},
};
use jiff::Timestamp;

use super::{Attempt, Item, StoreError, dynamodb::is_ours, get_item, patience::patiently, table_name};
use crate::{
    clients::Aws,
    config::{ConfigError, Lookup},
};

/// A key with what it was used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// The record's item.
    pub key: String,
    /// Names this request's writes: whoever finds it in the record knows that they are its own.
    pub write_id: String,
    /// A hash of the request's payload.
    pub payload_hash: String,
    /// When the request came.
    pub now: Timestamp,
    /// When the function that works on it will have been stopped.
    pub busy_until: Timestamp,
    /// How long the answer is kept.
    pub kept_until: Timestamp,
    /// The answer, once there is one.
    pub answer: Option<String>,
}

/// What a key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyState {
    /// Nothing (any more).
    Free,
    /// Another payload.
    Reused,
    /// A request that is still running.
    Busy,
    /// This answer.
    Answered(String),
}

/// Keeps records of keys. An end is compared here: the table's own clean-up may be days late.
///
/// An implementation MUST let exactly one of several concurrent requests of a key begin.
pub trait KeyLedger: Clone + Send + Sync + 'static {
    /// What a key stands for.
    fn look(&self, record: &KeyRecord) -> impl Future<Output = Result<KeyState, StoreError>> + Send;

    /// Marks a free key as busy, and says that it was; else says what it stands for.
    fn begin(&self, record: &KeyRecord) -> impl Future<Output = Result<KeyState, StoreError>> + Send;

    /// Keeps the answer. One that is there stays.
    fn finish(&self, record: &KeyRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Frees the key.
    fn forget(&self, record: &KeyRecord) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Records in a table: items with `pk`, `writeId`, `payloadHash`, `keptUntil`, and `busyUntil` or `answer`.
#[derive(Debug, Clone)]
pub struct DynamoKeys {
    client: Client,
    table: String,
}

impl DynamoKeys {
    /// The records in `table`.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The records in the context's own table, which `TABLE_NAME` names.
    pub fn configured(aws: &Aws, lookup: &Lookup) -> Result<Self, ConfigError> {
        Ok(Self::new(aws.dynamodb(), table_name(lookup)?))
    }
}

/// One whose request died is free for the same request only.
const FREE: &str = "attribute_not_exists(pk) OR keptUntil < :now OR (busyUntil < :now AND payloadHash = :hash)";

fn seconds(at: Timestamp) -> AttributeValue {
    AttributeValue::N(at.as_second().to_string())
}

/// The record's item. One with an answer has no end of being busy: it stands until it is not kept any more.
fn item(record: &KeyRecord) -> HashMap<String, AttributeValue> {
    let state = match &record.answer {
        Some(answer) => ("answer", AttributeValue::S(answer.clone())),
        None => ("busyUntil", seconds(record.busy_until)),
    };
    [
        ("pk", AttributeValue::S(record.key.clone())),
        ("writeId", AttributeValue::S(record.write_id.clone())),
        ("payloadHash", AttributeValue::S(record.payload_hash.clone())),
        ("keptUntil", seconds(record.kept_until)),
        ("expiresAt", seconds(record.kept_until)),
        state,
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// The write that keeps an answer if the key is free: part of the transaction that it is the answer to.
pub(super) fn put(table: &str, record: &KeyRecord) -> Result<Put, StoreError> {
    Put::builder()
        .table_name(table)
        .set_item(Some(item(record)))
        .condition_expression(FREE)
        .expression_attribute_values(":now", seconds(record.now))
        .expression_attribute_values(":hash", AttributeValue::S(record.payload_hash.clone()))
        .build()
        .map_err(StoreError::unencodable)
}

/// What an item says of a key.
fn state(item: Option<&Item>, record: &KeyRecord) -> KeyState {
    let Some(item) = item else { return KeyState::Free };
    let time = |name| {
        let value: i64 = item.get(name)?.as_n().ok()?.parse().ok()?;
        Some(value)
    };
    let now = record.now.as_second();
    if time("keptUntil").is_none_or(|until| until < now) {
        return KeyState::Free;
    }
    let text = |name| item.get(name).and_then(|value| value.as_s().ok());
    if text("payloadHash") != Some(&record.payload_hash) {
        return KeyState::Reused;
    }
    if time("busyUntil").is_some_and(|until| until < now) {
        return KeyState::Free;
    }
    text("answer").map_or(KeyState::Busy, |answer| KeyState::Answered(answer.clone()))
}

impl KeyLedger for DynamoKeys {
    async fn look(&self, record: &KeyRecord) -> Result<KeyState, StoreError> {
        let item = get_item(&self.client, &self.table, &record.key).await?;
        Ok(state(item.as_ref(), record))
    }

    async fn begin(&self, record: &KeyRecord) -> Result<KeyState, StoreError> {
        let request = self.client.put_item().table_name(&self.table).set_item(Some(item(record)));
        let request = request
            .condition_expression(FREE)
            .expression_attribute_values(":now", seconds(record.now))
            .expression_attribute_values(":hash", AttributeValue::S(record.payload_hash.clone()));
        Ok(match put_unless(request).await? {
            None => KeyState::Free,
            // Our own write, whose answer was lost: the SDK sent it again.
            Some(found) if is_ours(Some(&found), &record.write_id) => KeyState::Free,
            Some(found) => match state(Some(&found), record) {
                // It was freed in between: whoever freed it has answered.
                KeyState::Free => KeyState::Busy,
                other => other,
            },
        })
    }

    async fn finish(&self, record: &KeyRecord) -> Result<(), StoreError> {
        let request = self.client.put_item().table_name(&self.table).set_item(Some(item(record)));
        let request = request
            .condition_expression("attribute_not_exists(answer) OR keptUntil < :now")
            .expression_attribute_values(":now", seconds(record.now));
        put_unless(request).await.map(drop)
    }

    async fn forget(&self, record: &KeyRecord) -> Result<(), StoreError> {
        let request = self.client.delete_item().table_name(&self.table);
        let request = request.key("pk", AttributeValue::S(record.key.clone()));
        // What another request has put there meanwhile stays.
        let request = request
            .condition_expression("attribute_not_exists(answer) AND (attribute_not_exists(pk) OR writeId = :own)")
            .expression_attribute_values(":own", AttributeValue::S(record.write_id.clone()));
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error.as_service_error().is_some_and(DeleteItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            Err(error) => Err(StoreError::unavailable(error)),
        }
    }
}

/// Puts an item on the request's condition; where it does not hold, what was found there.
async fn put_unless(request: PutItemFluentBuilder) -> Result<Option<Item>, StoreError> {
    let request = request.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    let attempt = || async {
        match request.clone().send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(Attempt::Done(None)),
            Err(PutItemError::ConditionalCheckFailedException(failed)) => {
                Ok(Attempt::Done(Some(failed.item.unwrap_or_default())))
            }
            // The same key's answer is being written with what it is about.
            Err(PutItemError::TransactionConflictException(_)) => Ok(Attempt::Collided),
            Err(error) => Err(StoreError::unavailable(error)),
        }
    };
    patiently(attempt).await
}

/// The keys of a context lie in its own table.
impl<A: 'static> KeyLedger for super::DynamoStore<A> {
    async fn look(&self, record: &KeyRecord) -> Result<KeyState, StoreError> {
        self.keys().look(record).await
    }

    async fn begin(&self, record: &KeyRecord) -> Result<KeyState, StoreError> {
        self.keys().begin(record).await
    }

    async fn finish(&self, record: &KeyRecord) -> Result<(), StoreError> {
        self.keys().finish(record).await
    }

    async fn forget(&self, record: &KeyRecord) -> Result<(), StoreError> {
        self.keys().forget(record).await
    }
}
