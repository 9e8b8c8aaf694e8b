//! Promotions, and what customers have earned by them: the slice and the account change in one transaction.

use accommodation_contracts::{CustomerId, promotion::PromotionState};
use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{AttributeValue, TransactWriteItem, builders::UpdateBuilder},
};
use platform::{
    listing::Position,
    store::{Attempt, StoreError, patiently},
};
use serde::Deserialize;

use super::{DynamoRows, Write, items, keys, keys::BY_COUPON, newest_first, row_key};
use crate::{
    domain::{Row, SliceUpdate, Versioned, points_gained},
    rows::{Earnings, Rows},
};

/// What a customer has earned.
#[derive(Debug, Deserialize)]
struct Account {
    points: u64,
}

impl Earnings for DynamoRows {
    async fn points(&self, customer: &CustomerId) -> Result<u64, StoreError> {
        let account: Option<Account> = self.read(&account_key(customer)).await?;
        Ok(account.map_or(0, |account| account.points))
    }

    async fn coupons(
        &self,
        customer: &CustomerId,
        before: &Position,
        limit: usize,
    ) -> Result<Vec<PromotionState>, StoreError> {
        let request = self.query(BY_COUPON, customer.as_str(), "couponSortKey < :before");
        let rows: Vec<Row> = items(newest_first(request, before, limit), customer.as_str()).await?;
        Ok(rows.into_iter().filter_map(|row| Some(row.promotion?.state)).collect())
    }
}

impl DynamoRows {
    /// Writes a promotion that is newer than what is there, and what it gains.
    pub(super) async fn earn(&self, promotion: &PromotionState, update: &SliceUpdate) -> Result<(), StoreError> {
        patiently(|| self.try_to_earn(promotion, update)).await
    }

    async fn try_to_earn(&self, promotion: &PromotionState, update: &SliceUpdate) -> Result<Attempt<()>, StoreError> {
        let known = self.get(update.row()).await?.and_then(|row| row.promotion);
        let Some(gained) = points_gained(known.as_ref(), update, promotion) else { return Ok(Attempt::Done(())) };
        let slice =
            self.slice(&row_key(update.row()), "promotion", promotion, update, keys::of_promotion(promotion))?;
        let mut writes = vec![unless_changed(slice, known.as_ref())];
        if gained != 0 {
            writes.push(self.deposit(&promotion.customer_id, gained));
        }
        let request = writes.into_iter().try_fold(self.client.transact_write_items(), |request, write| {
            let write = write.build().map_err(StoreError::unencodable)?;
            Ok(request.transact_items(TransactWriteItem::builder().update(write).build()))
        })?;
        match request.send().await {
            Ok(_) => Ok(Attempt::Done(())),
            Err(error) if has_collided(&error) => Ok(Attempt::Collided),
            Err(error) => Err(StoreError::unavailable(error)),
        }
    }

    fn deposit(&self, customer: &CustomerId, points: i128) -> UpdateBuilder {
        Write::builder()
            .table_name(&self.table)
            .key("pk", AttributeValue::S(account_key(customer)))
            .update_expression("ADD points :points")
            .expression_attribute_values(":points", AttributeValue::N(points.to_string()))
    }
}

fn account_key(customer: &CustomerId) -> String {
    format!("Account#{customer}")
}

/// What is gained was reckoned from this version and these points: a replay may have changed them and kept the version.
fn unless_changed(write: UpdateBuilder, known: Option<&Versioned<PromotionState>>) -> UpdateBuilder {
    let Some(known) = known else { return write.condition_expression("attribute_not_exists(#slice)") };
    write
        .condition_expression("#slice.#version = :version AND #slice.#state.#point = :point")
        .expression_attribute_names("#version", "version")
        .expression_attribute_names("#state", "state")
        .expression_attribute_names("#point", "point")
        .expression_attribute_values(":version", AttributeValue::N(known.version.to_string()))
        .expression_attribute_values(":point", AttributeValue::N(known.state.point.to_string()))
}

/// The reasons that pass by themselves, or once the row is read again.
const PASSING: [&str; 5] =
    ["None", "ConditionalCheckFailed", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

fn has_collided(error: &SdkError<TransactWriteItemsError>) -> bool {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => cancelled
            .cancellation_reasons()
            .iter()
            .all(|reason| reason.code().is_none_or(|code| PASSING.contains(&code))),
        _ => false,
    }
}
