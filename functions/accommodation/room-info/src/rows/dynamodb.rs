//! Rows in `DynamoDB`: one item per row with a map per slice, and, written along with the reservation's slice, the keys
//! of the four indexes that lists read.

use accommodation_contracts::{ReservationNumber, reservation::ReservationState};
use aws_sdk_dynamodb::{
    Client,
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::AttributeValue,
};
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
    store::{StoreError, get_item, table_name},
};
use serde::Serialize;

use super::Rows;
use crate::domain::{Month, Partition, Position, Row, Slice, SliceUpdate, Versioned, shard_of};

/// Rows in a table.
#[derive(Debug, Clone)]
pub struct DynamoRows {
    client: Client,
    table: String,
}

impl DynamoRows {
    /// The rows in `table`.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The rows in the context's own table, which `TABLE_NAME` names.
    pub fn configured(aws: &Aws, lookup: &Lookup) -> Result<Self, ConfigError> {
        Ok(Self::new(aws.dynamodb(), table_name(lookup)?))
    }
}

impl Rows for DynamoRows {
    async fn update(&self, update: &SliceUpdate) -> Result<(), StoreError> {
        let (name, value, keys) = match &update.slice {
            Slice::Reservation(state) => ("reservation", encode(state, update)?, index_keys(state)),
            Slice::Payment(state) => ("payment", encode(state, update)?, Vec::new()),
            Slice::Promotion(state) => ("promotion", encode(state, update)?, Vec::new()),
        };
        let older = if update.replay { "#slice.#version <= :version" } else { "#slice.#version < :version" };
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(row_key(update.row())))
            .condition_expression(format!("attribute_not_exists(#slice) OR {older}"))
            .expression_attribute_names("#slice", name)
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":slice", value)
            .expression_attribute_values(":version", AttributeValue::N(update.version.to_string()));
        match set(request, keys).send().await {
            Ok(_) => Ok(()),
            // What is there is as new, or newer.
            Err(error)
                if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            Err(error) => Err(StoreError::unavailable(error)),
        }
    }

    async fn get(&self, number: &ReservationNumber) -> Result<Option<Row>, StoreError> {
        let key = row_key(number);
        let item = get_item(&self.client, &self.table, &key).await?;
        let decode = |item| serde_dynamo::from_item(item).map_err(|error| StoreError::unreadable(&key, error));
        item.map(decode).transpose()
    }

    async fn list(&self, partition: &Partition, before: &Position, limit: usize) -> Result<Vec<Row>, StoreError> {
        let (index, attribute) = index_of(partition);
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .key_condition_expression("#partition = :partition AND sortKey < :before")
            .expression_attribute_names("#partition", attribute)
            .expression_attribute_values(":partition", AttributeValue::S(partition.key()))
            .expression_attribute_values(":before", AttributeValue::S(before.as_str().to_owned()))
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(StoreError::unavailable)?;
        serde_dynamo::from_items(answer.items.unwrap_or_default())
            .map_err(|error| StoreError::unreadable(&partition.key(), error))
    }
}

fn row_key(number: &ReservationNumber) -> String {
    format!("RoomInfo#{number}")
}

fn encode<T: Serialize>(state: &T, update: &SliceUpdate) -> Result<AttributeValue, StoreError> {
    let slice = Versioned { state, version: update.version, at: update.occurred_at };
    serde_dynamo::to_attribute_value(slice).map_err(StoreError::unencodable)
}

const fn index_of(partition: &Partition) -> (&'static str, &'static str) {
    match partition {
        Partition::Customer(_, None) => ("byCustomer", "customerKey"),
        Partition::Customer(_, Some(_)) => ("byCustomerStatus", "customerStatusKey"),
        Partition::Month(_, _, None) => ("byMonth", "monthKey"),
        Partition::Month(_, _, Some(_)) => ("byMonthStatus", "monthStatusKey"),
    }
}

/// The row's keys in the indexes.
fn index_keys(state: &ReservationState) -> Vec<(&'static str, String)> {
    let (month, shard) = (Month::of(state.created_at), shard_of(&state.reservation_number));
    let (customer, status) = (&state.customer_id, Some(state.reserve_status));
    let partitions = [
        Partition::Customer(customer.clone(), None),
        Partition::Customer(customer.clone(), status),
        Partition::Month(month, shard, None),
        Partition::Month(month, shard, status),
    ];
    let keys = partitions.iter().map(|partition| (index_of(partition).1, partition.key()));
    keys.chain([("sortKey", Position::of(state).into())]).collect()
}

fn set(request: UpdateItemFluentBuilder, keys: Vec<(&'static str, String)>) -> UpdateItemFluentBuilder {
    let assignments: Vec<String> = keys.iter().map(|(name, _)| format!(", {name} = :{name}")).collect();
    let request = request.update_expression(format!("SET #slice = :slice{}", assignments.concat()));
    keys.into_iter().fold(request, |request, (name, key)| {
        request.expression_attribute_values(format!(":{name}"), AttributeValue::S(key))
    })
}
