//! A change that spans items: the aggregate, its claims and what it requires of others, in one `TransactWriteItems`.

use aws_sdk_dynamodb::{
    Client,
    error::SdkError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        AttributeValue, CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
        TransactWriteItem,
    },
};

use super::{
    Attempt, Change, Claim, CommitError, Requirement, StoreError, dynamodb::is_ours, keys, patience::patiently,
};

pub(super) async fn write<A>(client: &Client, table: &str, put: Put, change: &Change<A>) -> Result<(), CommitError>
where
    A: Sync,
{
    let items = items(table, put, change)?;
    let attempt = || async {
        let answer = client.transact_write_items().set_transact_items(Some(items.clone())).send().await;
        let Err(error) = answer else { return Ok(Attempt::Done(())) };
        let Some(reasons) = cancellation(&error) else { return Err(StoreError::unavailable(error).into()) };
        match judge(reasons, change) {
            Verdict::Done => Ok(Attempt::Done(())),
            Verdict::Refused(refusal) => Err(refusal),
            Verdict::Failed => Err(StoreError::unavailable(error).into()),
            Verdict::Collided => Ok(Attempt::Collided),
        }
    };
    patiently(attempt).await
}

fn items<A>(table: &str, put: Put, change: &Change<A>) -> Result<Vec<TransactWriteItem>, StoreError> {
    let mut aggregate = put;
    aggregate.return_values_on_condition_check_failure = Some(ReturnValuesOnConditionCheckFailure::AllOld);
    let mut items = vec![TransactWriteItem::builder().put(aggregate).build()];
    for claim in &change.claims {
        items.push(TransactWriteItem::builder().put(claim_put(table, claim)?).build());
    }
    for claim in &change.releases {
        items.push(TransactWriteItem::builder().delete(release(table, claim)?).build());
    }
    for requirement in &change.requirements {
        items.push(TransactWriteItem::builder().condition_check(check(table, requirement)?).build());
    }
    if let Some(key) = &change.key {
        items.push(TransactWriteItem::builder().put(keys::put(table, key)?).build());
    }
    Ok(items)
}

fn claim_put(table: &str, claim: &Claim) -> Result<Put, StoreError> {
    Put::builder()
        .table_name(table)
        .item("pk", AttributeValue::S(claim.key.clone()))
        .item("owner", AttributeValue::S(claim.owner.clone()))
        .condition_expression("attribute_not_exists(pk) OR #owner = :owner")
        .expression_attribute_names("#owner", "owner")
        .expression_attribute_values(":owner", AttributeValue::S(claim.owner.clone()))
        .build()
        .map_err(StoreError::unencodable)
}

/// Only its owner gives a claim back; one that is gone is given back.
fn release(table: &str, claim: &Claim) -> Result<Delete, StoreError> {
    Delete::builder()
        .table_name(table)
        .key("pk", AttributeValue::S(claim.key.clone()))
        .condition_expression("attribute_not_exists(pk) OR #owner = :owner")
        .expression_attribute_names("#owner", "owner")
        .expression_attribute_values(":owner", AttributeValue::S(claim.owner.clone()))
        .build()
        .map_err(StoreError::unencodable)
}

fn check(table: &str, requirement: &Requirement) -> Result<ConditionCheck, StoreError> {
    let check = ConditionCheck::builder().table_name(table).key("pk", AttributeValue::S(requirement.key().to_owned()));
    let check = match requirement {
        Requirement::Equals { attribute, equals, .. } => check
            .condition_expression("#attribute = :value")
            .expression_attribute_names("#attribute", *attribute)
            .expression_attribute_values(":value", AttributeValue::S(equals.clone())),
        Requirement::NoLease { now, known, .. } => check
            .condition_expression("attribute_not_exists(pk) OR #until < :now OR fence <= :known")
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":now", AttributeValue::N(now.as_second().to_string()))
            .expression_attribute_values(":known", AttributeValue::N(known.to_string())),
    };
    check.build().map_err(StoreError::unencodable)
}

fn cancellation(error: &SdkError<TransactWriteItemsError>) -> Option<&[CancellationReason]> {
    match error.as_service_error()? {
        TransactWriteItemsError::TransactionCanceledException(cancelled) => Some(cancelled.cancellation_reasons()),
        _ => None,
    }
}

#[derive(Debug)]
enum Verdict {
    /// It has taken effect before.
    Done,
    /// A rule stands against it.
    Refused(CommitError),
    /// Another transaction was in the way, or the table is at its limit: both pass.
    Collided,
    /// It cannot be done.
    Failed,
}

/// The reasons that pass by themselves.
const PASSING: [&str; 3] = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

/// Reads the reasons, which come in the order of the items: the aggregate, its claims, its requirements.
fn judge<A>(reasons: &[CancellationReason], change: &Change<A>) -> Verdict {
    let failed = |reason: &CancellationReason| reason.code() == Some("ConditionalCheckFailed");
    let Some((aggregate, others)) = reasons.split_first() else { return Verdict::Failed };
    if failed(aggregate) {
        return if is_ours(aggregate.item(), &change.write_id) {
            Verdict::Done
        } else {
            Verdict::Refused(CommitError::Conflict)
        };
    }
    let (claims, others) = others.split_at(change.claims.len().min(others.len()));
    let (releases, requirements) = others.split_at(change.releases.len().min(others.len()));
    if releases.iter().any(failed) {
        return Verdict::Refused(CommitError::Conflict);
    }
    // The key comes after all requirements.
    if requirements.get(change.requirements.len()).is_some_and(failed) {
        return Verdict::Refused(StoreError::KeyTaken.into());
    }
    if let Some((_, unmet)) = requirements.iter().zip(&change.requirements).find(|(reason, _)| failed(reason)) {
        return Verdict::Refused(CommitError::Unmet(unmet.key().to_owned()));
    }
    let taken: Vec<String> = claims
        .iter()
        .zip(&change.claims)
        .filter(|(reason, _)| failed(reason))
        .map(|(_, claim)| claim.key.clone())
        .collect();
    if !taken.is_empty() {
        return Verdict::Refused(CommitError::Taken(taken));
    }
    let passes = reasons.iter().any(|reason| reason.code().is_some_and(|code| PASSING.contains(&code)));
    if passes { Verdict::Collided } else { Verdict::Failed }
}
