//! On every event of reservations, payments and promotions: a notice to its customer.

use std::collections::HashMap;

use futures::{StreamExt, stream};
use platform::{queue::Delivered, store::StoreError, telemetry::chain};
use serde_json::Value;

use crate::{
    domain::{NoNotice, Notice},
    notices::Notices,
};

/// How many notices are written at once.
const CONCURRENCY: usize = 10;

/// Why nobody was notified of an event.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NotNotified {
    /// It is none that customers hear of.
    #[error("{0}")]
    NoNotice(String),
    /// The notice could not be written.
    #[error("the notice was not written: {0}")]
    NotWritten(String),
}

/// Writes the notice of each event, once however often the batch has it.
///
/// A replayed event makes none. It says where an aggregate stands, not that anything happened; and its version may be one
/// that was never announced, under which no notice would be found to be there already.
pub async fn handle<N: Notices>(notices: N, events: Vec<Delivered<Value>>) -> Vec<Result<(), NotNotified>> {
    let made: Vec<Result<Option<Notice>, NoNotice>> = events.into_iter().map(make).collect();
    let distinct: HashMap<String, &Notice> =
        made.iter().flatten().flatten().map(|notice| (notice.key(), notice)).collect();
    let writes: Vec<_> = distinct.into_iter().map(|(key, notice)| write(&notices, key, notice)).collect();
    let written: HashMap<String, Result<(), StoreError>> =
        stream::iter(writes).buffer_unordered(CONCURRENCY).collect().await;
    let outcome = |made: &Result<Option<Notice>, NoNotice>| match made {
        Err(error) => Err(NotNotified::NoNotice(chain(error))),
        Ok(None) => Ok(()),
        Ok(Some(notice)) => match written.get(&notice.key()) {
            Some(Err(error)) => Err(NotNotified::NotWritten(chain(error))),
            Some(Ok(())) | None => Ok(()),
        },
    };
    made.iter().map(outcome).collect()
}

/// The notice that an event makes.
fn make(delivered: Delivered<Value>) -> Result<Option<Notice>, NoNotice> {
    let replay = delivered.event.replay;
    Ok(Notice::of(delivered.event)?.filter(|_| !replay))
}

async fn write<N: Notices>(notices: &N, key: String, notice: &Notice) -> (String, Result<(), StoreError>) {
    (key, notices.add(notice).await)
}

#[cfg(test)]
mod tests;
