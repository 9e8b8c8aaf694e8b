//! What reconcilers have in common: they drive overdue work again, as much of it as there is time for.

use std::{error::Error, future::Future, time::Duration};

use futures::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::{
    clock, metrics,
    schedule::Run,
    store::{OpenWorkIndex, Overdue, StoreError},
    telemetry::chain,
};

/// How many of one kind are worked on at once.
const AT_ONCE: usize = 8;
/// How many are looked up at once.
const PAGE: usize = 100;
/// Nothing is begun so shortly before the run's end: longer than the work on one takes by its own deadlines.
const WORK: SignedDuration = SignedDuration::from_secs(10);
/// What is not done so shortly before the run's end is given up, so that the run can still tell of it.
const REPORT: SignedDuration = SignedDuration::from_secs(1);

/// What a run found of one kind of work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driven {
    /// How many it tried.
    pub tried: u64,
    /// How many of them it leaves for the next run.
    pub left: u64,
    /// Whether it tried all there were.
    pub is_all: bool,
}

impl Driven {
    /// Whether there was nothing to do.
    pub const fn is_nothing(self) -> bool {
        self.tried == 0 && self.is_all
    }

    /// Makes a metric of how many it tried, if there were any.
    pub fn count(self, metric: &'static str) {
        if self.tried > 0 {
            metrics::count(metric, self.tried);
        }
    }
}

/// Drives the work of a kind that was due `after` ago, the longest overdue first. One that fails waits for the next run, and
/// keeps none behind it waiting.
pub async fn drive<I, W, F, E>(
    index: &I,
    kind: &'static str,
    after: SignedDuration,
    run: &Run,
    work: W,
) -> Result<Driven, StoreError>
where
    I: OpenWorkIndex,
    W: Fn(String) -> F + Send + Sync,
    F: Future<Output = Result<(), E>> + Send,
    E: Error + Send + 'static,
{
    let earlier = |instant: Timestamp, by| instant.saturating_sub(by).unwrap_or(Timestamp::MIN);
    let before = earlier(run.cause.now, after);
    let (begin_until, end) = (earlier(run.deadline, WORK), earlier(run.deadline, REPORT));
    let mut driven = Driven::default();
    let mut last: Option<Overdue> = None;
    loop {
        let page = index.overdue(kind, before, last.as_ref(), PAGE).await?;
        let length = page.len();
        last = page.last().cloned();
        let in_time = page.into_iter().take_while(|_| clock::now() < begin_until);
        let attempts = in_time.map(|overdue| attempt(kind, overdue.id, end, &work));
        let done: Vec<bool> = stream::iter(attempts).buffer_unordered(AT_ONCE).collect().await;
        let tried = done.len();
        for is_done in done {
            driven.tried += 1;
            driven.left += u64::from(!is_done);
        }
        if tried < length {
            return Ok(driven);
        }
        if length < PAGE {
            return Ok(Driven { is_all: true, ..driven });
        }
    }
}

/// Whether it was done by then.
async fn attempt<W, F, E>(kind: &'static str, id: String, end: Timestamp, work: &W) -> bool
where
    W: Fn(String) -> F + Sync,
    F: Future<Output = Result<(), E>> + Send,
    E: Error + Send + 'static,
{
    let time = Duration::try_from(end.duration_since(clock::now())).unwrap_or_default();
    let reason = match tokio::time::timeout(time, work(id.clone())).await {
        Ok(Ok(())) => return true,
        Ok(Err(error)) => chain(&error),
        Err(_) => "it took too long".to_owned(),
    };
    tracing::warn!(kind, id, reason, "left for the next run");
    false
}

#[cfg(test)]
mod tests;
