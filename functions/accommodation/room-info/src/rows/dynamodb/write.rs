//! Writes one slice of an item.

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, builders::UpdateBuilder},
};
use platform::store::{Attempt, StoreError, patiently};
use serde::Serialize;

use super::{DynamoRows, Write, keys::Keys};
use crate::domain::{Update, Versioned};

impl DynamoRows {
    /// The write of a slice with the keys that belong to it, on no condition yet.
    pub(super) fn slice<T: Serialize, S>(
        &self,
        key: &str,
        name: &str,
        state: &T,
        update: &Update<S>,
        keys: Keys,
    ) -> Result<UpdateBuilder, StoreError> {
        let slice = Versioned { state, version: update.version, at: update.occurred_at };
        let slice = serde_dynamo::to_attribute_value(slice).map_err(StoreError::unencodable)?;
        let write = Write::builder()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(key.to_owned()))
            .update_expression(expression(&keys))
            .expression_attribute_names("#slice", name)
            .expression_attribute_values(":slice", slice);
        let present = keys.into_iter().filter_map(|(name, key)| Some((name, key?)));
        Ok(present.fold(write, |write, (name, key)| {
            write.expression_attribute_values(format!(":{name}"), AttributeValue::S(key))
        }))
    }

    /// Writes a slice that is newer than what is there.
    pub(super) async fn write_if_newer(
        &self,
        write: UpdateBuilder,
        version: u64,
        replay: bool,
    ) -> Result<(), StoreError> {
        let older = if replay { "#slice.#version <= :version" } else { "#slice.#version < :version" };
        let write = write
            .condition_expression(format!("attribute_not_exists(#slice) OR {older}"))
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", AttributeValue::N(version.to_string()));
        let write = write.build().map_err(StoreError::unencodable)?;
        patiently(|| self.attempt(write.clone())).await
    }

    async fn attempt(&self, write: Write) -> Result<Attempt<()>, StoreError> {
        let request = self
            .client
            .update_item()
            .table_name(write.table_name)
            .set_key(Some(write.key))
            .update_expression(write.update_expression)
            .set_condition_expression(write.condition_expression)
            .set_expression_attribute_names(write.expression_attribute_names)
            .set_expression_attribute_values(write.expression_attribute_values);
        match request.send().await {
            Ok(_) => Ok(Attempt::Done(())),
            Err(error) => match error.as_service_error() {
                // What is there is as new, or newer.
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(Attempt::Done(())),
                Some(UpdateItemError::TransactionConflictException(_)) => Ok(Attempt::Collided),
                _ => Err(StoreError::unavailable(error)),
            },
        }
    }
}

fn expression(keys: &Keys) -> String {
    let assigned = keys.iter().filter(|(_, key)| key.is_some()).map(|(name, _)| format!(", {name} = :{name}"));
    let assigned: String = assigned.collect();
    let removed: Vec<&str> = keys.iter().filter(|(_, key)| key.is_none()).map(|(name, _)| *name).collect();
    let remove = if removed.is_empty() { String::new() } else { format!(" REMOVE {}", removed.join(", ")) };
    format!("SET #slice = :slice{assigned}{remove}")
}
