//! Event source mappings of queues: receive a batch, invoke, delete what succeeded.
//!
//! What failed stays hidden until its visibility timeout ends, as on AWS. Batch windows count as nought: a batch is
//! what is there.

use std::{sync::Arc, time::Duration};

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time,
};

use super::{
    event,
    message::Message,
    store::{QueueError, Queues},
};
use crate::{
    clock,
    filter::Filter,
    lambda::{Functions, InvokeError},
    template::MappingSpec,
};

/// Invocations at once where the mapping sets no maximum: AWS's pollers begin with as many.
const DEFAULT_CONCURRENCY: usize = 5;
/// How soon a throttled invocation is tried again, and how soon the storage after an error.
const RETRY_PAUSE: Duration = Duration::from_millis(100);

/// Delivers the queue's messages to the function, for ever.
pub async fn deliver(
    mapping: MappingSpec,
    queue: String,
    filter: Filter,
    queues: Arc<Queues>,
    functions: Arc<Functions>,
) {
    let permits = Arc::new(Semaphore::new(mapping.concurrency.unwrap_or(DEFAULT_CONCURRENCY)));
    let poller = Arc::new(Poller { mapping, queue, filter, queues, functions });
    // They end with this task, so that nothing holds the host's state after its end.
    let mut deliveries = JoinSet::new();
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        while deliveries.try_join_next().is_some() {}
        match poller.next_batch().await {
            Ok(batch) => drop(deliveries.spawn(Arc::clone(&poller).hand_over(batch, permit))),
            Err(error) => {
                tracing::error!(queue = poller.queue, error = %error, "cannot receive");
                time::sleep(RETRY_PAUSE).await;
            }
        }
    }
}

struct Poller {
    mapping: MappingSpec,
    queue: String,
    filter: Filter,
    queues: Arc<Queues>,
    functions: Arc<Functions>,
}

/// What a function answers that reports partial failures.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Answer {
    batch_item_failures: Vec<Failure>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: String,
}

impl Poller {
    async fn next_batch(&self) -> Result<Vec<Message>, QueueError> {
        let mut changes = self.queues.changes(&self.queue)?;
        loop {
            let received = self.queues.receive(&self.queue, self.mapping.batch_size, None)?;
            // A message that the filter does not let through is deleted, as Lambda does; so is one that is lost on purpose.
            let (wanted, unwanted): (Vec<_>, Vec<_>) =
                received.into_iter().partition(|message| self.wants(message) && !self.loses());
            self.queues.delete(&self.queue, unwanted.iter().map(|message| message.receipt.as_str()))?;
            if !wanted.is_empty() {
                return Ok(wanted);
            }
            if unwanted.is_empty() {
                let next = self.queues.next_visible_ms(&self.queue)?.map(|next| next - clock::now_ms());
                // The far end stands for "until something is sent".
                let wait =
                    next.map_or(Duration::from_hours(1), |wait| Duration::from_millis(wait.max(1).unsigned_abs()));
                let _ = time::timeout(wait, changes.changed()).await;
            }
        }
    }

    fn wants(&self, message: &Message) -> bool {
        self.mapping.filters.is_empty()
            || self.filter.lets_through(&event::for_filter(&self.queue, message).to_string())
    }

    fn loses(&self) -> bool {
        self.functions.find(&self.mapping.function).is_ok_and(|hosted| hosted.loses())
    }

    async fn hand_over(self: Arc<Self>, batch: Vec<Message>, _permit: OwnedSemaphorePermit) {
        let event = event::of_batch(&self.queue, &batch);
        let Ok(payload) = serde_json::value::to_raw_value(&event) else { return };
        let Some(result) = self.invoke(&payload).await else { return };
        let failed = failures(&self.mapping, &batch, &result);
        let done = batch.iter().filter(|message| !failed.contains(&message.id.as_str()));
        if !failed.is_empty() {
            tracing::warn!(
                queue = self.queue,
                function = self.mapping.function,
                failed = failed.len(),
                "messages failed"
            );
        }
        if let Err(error) = self.queues.delete(&self.queue, done.map(|message| message.receipt.as_str())) {
            tracing::error!(queue = self.queue, error = %error, "cannot delete: the messages come again");
        }
    }

    /// Invokes, again and again while the function is throttled and the messages are still hidden.
    async fn invoke(&self, payload: &RawValue) -> Option<Result<Box<RawValue>, InvokeError>> {
        let visibility = self.queues.spec(&self.queue).ok()?.visibility;
        let attempts = async {
            loop {
                match self.functions.invoke(&self.mapping.function, payload.to_owned()).await {
                    Err(InvokeError::Throttled) => time::sleep(RETRY_PAUSE).await,
                    result => return result,
                }
            }
        };
        time::timeout(visibility, attempts).await.ok()
    }
}

/// Ids of the messages that failed.
fn failures<'a>(
    mapping: &MappingSpec,
    batch: &'a [Message],
    result: &Result<Box<RawValue>, InvokeError>,
) -> Vec<&'a str> {
    let ids = || batch.iter().map(|message| message.id.as_str());
    match result {
        Ok(_) if !mapping.partial_failures => Vec::new(),
        Ok(answer) => named(answer.get(), ids().collect()).unwrap_or_else(|| ids().collect()),
        Err(_) => ids().collect(),
    }
}

/// Those ids that the answer names as failed. An answer that names a message nobody sent, or that cannot be read, is not
/// understood, and nothing of it is believed.
fn named<'a>(answer: &str, mut ids: Vec<&'a str>) -> Option<Vec<&'a str>> {
    let failed = serde_json::from_str::<Option<Answer>>(answer).ok()?.unwrap_or_default().batch_item_failures;
    if !failed.iter().all(|failure| ids.contains(&failure.item_identifier.as_str())) {
        return None;
    }
    ids.retain(|id| failed.iter().any(|failure| failure.item_identifier == *id));
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_answer_that_is_understood_saves_a_message_of_its_batch() {
        let failed = |answer: &str| named(answer, vec!["a", "b"]);
        for nothing in ["null", "{}", r#"{"batchItemFailures":[]}"#] {
            assert_eq!(failed(nothing), Some(vec![]), "{nothing}");
        }
        assert_eq!(failed(r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#), Some(vec!["b"]));
        for odd in [
            r#"{"batchItemFailures":[{"itemIdentifier":"c"}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
            r#"{"batchItemFailures":[{}]}"#,
            r#"{"batchItemFailures":1}"#,
            "1",
        ] {
            assert_eq!(failed(odd), None, "{odd}");
        }
    }
}
