//! Notices in `DynamoDB`: one item each, with the keys of the index that lists read.

use accommodation_contracts::CustomerId;
use aws_sdk_dynamodb::{Client, operation::put_item::PutItemError, types::AttributeValue};
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
    listing::Position,
    store::{Item, StoreError, table_name},
};

use super::Notices;
use crate::domain::Notice;

/// Notices in a table.
#[derive(Debug, Clone)]
pub struct DynamoNotices {
    client: Client,
    table: String,
}

impl DynamoNotices {
    /// The notices in `table`.
    pub const fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    /// The notices in the context's own table, which `TABLE_NAME` names.
    pub fn configured(aws: &Aws, lookup: &Lookup) -> Result<Self, ConfigError> {
        Ok(Self::new(aws.dynamodb(), table_name(lookup)?))
    }
}

impl Notices for DynamoNotices {
    async fn add(&self, notice: &Notice) -> Result<(), StoreError> {
        let item: Item = serde_dynamo::to_item(notice).map_err(StoreError::unencodable)?;
        let answer = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .item("pk", AttributeValue::S(notice.key()))
            .item("customerKey", AttributeValue::S(notice.customer_id.to_string()))
            .item("sortKey", AttributeValue::S(notice.position().into()))
            .condition_expression("attribute_not_exists(pk)")
            .send()
            .await;
        match answer {
            Ok(_) => Ok(()),
            // It is there.
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(())
            }
            Err(error) => Err(StoreError::unavailable(error)),
        }
    }

    async fn list(&self, customer: &CustomerId, before: &Position, limit: usize) -> Result<Vec<Notice>, StoreError> {
        let answer = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("byCustomer")
            .key_condition_expression("customerKey = :customer AND sortKey < :before")
            .expression_attribute_values(":customer", AttributeValue::S(customer.to_string()))
            .expression_attribute_values(":before", AttributeValue::S(before.as_str().to_owned()))
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(StoreError::unavailable)?;
        serde_dynamo::from_items(answer.items.unwrap_or_default())
            .map_err(|error| StoreError::unreadable("a customer's notices", error))
    }
}
