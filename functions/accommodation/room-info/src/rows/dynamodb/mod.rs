//! Rows, rooms and accounts in `DynamoDB`: one item per row with a map per slice, one per room, one per customer who has
//! earned something. What lists read is written along with each slice, as the keys of the indexes.

mod earnings;
pub mod keys;
mod rooms;
mod write;

use accommodation_contracts::ReservationNumber;
use aws_sdk_dynamodb::{
    Client,
    operation::query::builders::QueryFluentBuilder,
    types::{AttributeValue, Update as Write},
};
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
    listing::Position,
    store::{Item, StoreError, get_item, table_name},
};
use serde::de::DeserializeOwned;

use super::Rows;
use crate::domain::{Partition, Row, Slice, SliceUpdate};

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

    async fn read<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        let item = get_item(&self.client, &self.table, key).await?;
        let decode = |item| serde_dynamo::from_item(item).map_err(|error| StoreError::unreadable(key, error));
        item.map(decode).transpose()
    }

    /// A query of one partition of an index, `condition` being on its sort key.
    fn query(&self, (index, attribute): (&str, &str), partition: &str, condition: &str) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .key_condition_expression(format!("#partition = :partition AND {condition}"))
            .expression_attribute_names("#partition", attribute)
            .expression_attribute_values(":partition", AttributeValue::S(partition.to_owned()))
    }
}

impl Rows for DynamoRows {
    async fn update(&self, update: &SliceUpdate) -> Result<(), StoreError> {
        let key = row_key(update.row());
        let write = match &update.slice {
            Slice::Reservation(state) => self.slice(&key, "reservation", state, update, keys::of_reservation(state))?,
            Slice::Payment(state) => self.slice(&key, "payment", state, update, Vec::new())?,
            Slice::Promotion(state) => return self.earn(state, update).await,
        };
        self.write_if_newer(write, update.version, update.replay).await
    }

    async fn get(&self, number: &ReservationNumber) -> Result<Option<Row>, StoreError> {
        self.read(&row_key(number)).await
    }

    async fn list(&self, partition: &Partition, before: &Position, limit: usize) -> Result<Vec<Row>, StoreError> {
        let request = self.query(keys::index_of(partition), &partition.key(), "sortKey < :before");
        let request = newest_first(request, before, limit);
        items(request, &partition.key()).await
    }
}

fn row_key(number: &ReservationNumber) -> String {
    format!("RoomInfo#{number}")
}

fn newest_first(request: QueryFluentBuilder, before: &Position, limit: usize) -> QueryFluentBuilder {
    request
        .expression_attribute_values(":before", AttributeValue::S(before.as_str().to_owned()))
        .scan_index_forward(false)
        .limit(at_most(limit))
}

fn at_most(limit: usize) -> i32 {
    i32::try_from(limit).unwrap_or(i32::MAX)
}

async fn items<T: DeserializeOwned>(request: QueryFluentBuilder, partition: &str) -> Result<Vec<T>, StoreError> {
    let answer = request.send().await.map_err(StoreError::unavailable)?;
    let items: Vec<Item> = answer.items.unwrap_or_default();
    serde_dynamo::from_items(items).map_err(|error| StoreError::unreadable(partition, error))
}

#[cfg(test)]
mod tests;
