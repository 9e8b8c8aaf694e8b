//! A breaker as one item of a table: `pk` (`BREAKER#` and the callee), `openUntil` while it is open, `probeOwner` and
//! `probeUntil` while a call is tried, and `windowStart`, `calls`, `failures`. Times are milliseconds of the epoch.

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::{AttributeValue, ReturnValue},
};
use jiff::Timestamp;

use super::{
    shared::{Found, SharedBreaker},
    state::{Position, Probe, Tally, Transition, Window},
};
use crate::{
    clients::Aws,
    config::{ConfigError, Lookup},
    store::{Item, StoreError, table_name},
};

/// A breaker in a table.
#[derive(Debug, Clone)]
pub struct DynamoBreaker {
    client: Client,
    table: String,
    key: String,
}

/// The key of the item about a callee.
pub fn key(callee: &str) -> String {
    format!("BREAKER#{callee}")
}

impl DynamoBreaker {
    /// The breaker in `table` for calls of `callee`.
    pub fn new(client: Client, table: String, callee: &str) -> Self {
        Self { client, table, key: key(callee) }
    }

    /// The breaker in the context's own table, which `TABLE_NAME` names.
    pub fn configured(aws: &Aws, lookup: &Lookup, callee: &str) -> Result<Self, ConfigError> {
        Ok(Self::new(aws.impatient_dynamodb(), table_name(lookup)?, callee))
    }

    fn update(&self) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table);
        update.key("pk", AttributeValue::S(self.key.clone()))
    }

    /// Counts on a condition; nothing if it does not hold.
    async fn count_if(
        &self,
        update: &str,
        condition: &str,
        window: Timestamp,
        calls: Tally,
    ) -> Result<Option<Found>, StoreError> {
        let number = |number: u64| AttributeValue::N(number.to_string());
        let sent = self
            .update()
            .update_expression(update)
            .condition_expression(condition)
            .expression_attribute_values(":start", milliseconds(window))
            .expression_attribute_values(":calls", number(calls.calls))
            .expression_attribute_values(":failures", number(calls.failures))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        unless_refused(sent.map(|answer| found(&answer.attributes.unwrap_or_default())))
    }
}

impl SharedBreaker for DynamoBreaker {
    async fn read(&self) -> Result<Found, StoreError> {
        let request = self.client.get_item().table_name(&self.table);
        let answer = request.key("pk", AttributeValue::S(self.key.clone())).send().await;
        let answer = answer.map_err(StoreError::unavailable)?;
        Ok(answer.item.as_ref().map(found).unwrap_or_default())
    }

    async fn count(&self, window: Timestamp, calls: Tally) -> Result<Found, StoreError> {
        let more = ("ADD calls :calls, failures :failures", "windowStart = :start");
        let first = (
            "SET windowStart = :start, calls = :calls, failures = :failures",
            "attribute_not_exists(windowStart) OR windowStart < :start",
        );
        // Where another begins the window first, there is one to add to.
        for (update, condition) in [more, first, more] {
            if let Some(found) = self.count_if(update, condition, window, calls).await? {
                return Ok(found);
            }
        }
        self.read().await
    }

    async fn change(&self, transition: &Transition, now: Timestamp) -> Result<bool, StoreError> {
        let update = self.update();
        let update = match transition {
            Transition::Open { until } => update
                .update_expression("SET openUntil = :until")
                .condition_expression("attribute_not_exists(openUntil)")
                .expression_attribute_values(":until", milliseconds(*until)),
            Transition::Try(probe) => update
                .update_expression("SET probeOwner = :owner, probeUntil = :until")
                .condition_expression("openUntil <= :now AND (attribute_not_exists(probeUntil) OR probeUntil <= :now)")
                .expression_attribute_values(":owner", AttributeValue::S(probe.owner.clone()))
                .expression_attribute_values(":until", milliseconds(probe.until))
                .expression_attribute_values(":now", milliseconds(now)),
            Transition::Close { owner } => update
                .update_expression("SET calls = :none, failures = :none REMOVE openUntil, probeOwner, probeUntil")
                .condition_expression("probeOwner = :owner")
                .expression_attribute_values(":owner", AttributeValue::S(owner.clone()))
                .expression_attribute_values(":none", AttributeValue::N("0".to_owned())),
            Transition::Reopen { owner, until } => update
                .update_expression("SET openUntil = :until REMOVE probeOwner, probeUntil")
                .condition_expression("probeOwner = :owner")
                .expression_attribute_values(":owner", AttributeValue::S(owner.clone()))
                .expression_attribute_values(":until", milliseconds(*until)),
        };
        Ok(unless_refused(update.send().await)?.is_some())
    }
}

fn unless_refused<T>(sent: Result<T, SdkError<UpdateItemError>>) -> Result<Option<T>, StoreError> {
    match sent {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.as_service_error().is_some_and(UpdateItemError::is_conditional_check_failed_exception) => {
            Ok(None)
        }
        Err(error) => Err(StoreError::unavailable(error)),
    }
}

fn milliseconds(at: Timestamp) -> AttributeValue {
    AttributeValue::N(at.as_millisecond().to_string())
}

/// Reads an item. What it lacks has not happened.
fn found(item: &Item) -> Found {
    let number = |name| item.get(name)?.as_n().ok()?.parse::<i64>().ok();
    let time = |name| Timestamp::from_millisecond(number(name)?).ok();
    let count = |name| number(name).and_then(|number| u64::try_from(number).ok()).unwrap_or_default();
    let owner = item.get("probeOwner").and_then(|owner| owner.as_s().ok());
    let probe = owner.zip(time("probeUntil")).map(|(owner, until)| Probe { owner: owner.clone(), until });
    Found {
        position: time("openUntil").map_or(Position::Closed, |until| Position::Open { until, probe }),
        window: Window {
            start: time("windowStart").unwrap_or(Timestamp::UNIX_EPOCH),
            counted: Tally { calls: count("calls"), failures: count("failures") },
        },
    }
}
