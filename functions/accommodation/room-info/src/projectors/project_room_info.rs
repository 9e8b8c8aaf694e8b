//! On every event of rooms, reservations, payments and promotions: brings what it is about up to date.

use std::collections::HashMap;

use futures::{StreamExt, stream};
use platform::{queue::Delivered, store::StoreError};
use serde_json::Value;

use crate::{
    domain::{NoTarget, Target},
    rows::{Rooms, Rows},
};

/// How many targets are written at once.
const CONCURRENCY: usize = 10;

/// Why an event is not in its item.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotProjected {
    /// It is none that anything here is made of.
    #[error("{0}")]
    NoTarget(String),
    /// The item could not be written.
    #[error("the item was not written: {0}")]
    NotWritten(String),
}

/// Writes each target that the batch is about once, from its newest event: so round trips grow with targets, not with
/// messages.
pub async fn handle<R: Rows + Rooms>(rows: R, events: Vec<Delivered<Value>>) -> Vec<Result<(), NotProjected>> {
    let targets: Vec<Result<Target, NoTarget>> =
        events.into_iter().map(|delivered| Target::of(delivered.event)).collect();
    let newest = newest_of_each(targets.iter().flatten());
    let writes: Vec<_> = newest.into_iter().map(|(key, target)| write(rows.clone(), key, target)).collect();
    let written: HashMap<_, Result<(), StoreError>> = stream::iter(writes).buffered(CONCURRENCY).collect().await;
    let outcome = |target: &Result<Target, NoTarget>| match target {
        Err(error) => Err(NotProjected::NoTarget(platform::telemetry::chain(error))),
        Ok(target) => match written.get(&target.key()) {
            Some(Err(error)) => Err(NotProjected::NotWritten(platform::telemetry::chain(error))),
            Some(Ok(())) | None => Ok(()),
        },
    };
    targets.iter().map(outcome).collect()
}

type TargetKey = (String, &'static str);

async fn write<R: Rows + Rooms>(rows: R, key: TargetKey, target: Target) -> (TargetKey, Result<(), StoreError>) {
    let written = match &target {
        Target::Slice(update) => rows.update(update).await,
        Target::Room(update) => rows.put(update).await,
    };
    (key, written)
}

fn newest_of_each<'a>(targets: impl Iterator<Item = &'a Target>) -> HashMap<TargetKey, Target> {
    let mut newest: HashMap<TargetKey, Target> = HashMap::new();
    for target in targets {
        let kept = newest.entry(target.key()).or_insert_with(|| target.clone());
        if target.supersedes(kept) {
            *kept = target.clone();
        }
    }
    newest
}

#[cfg(test)]
mod tests;
