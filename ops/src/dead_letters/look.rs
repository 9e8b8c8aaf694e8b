//! Receives messages without taking them away: while they are looked at nobody else sees them, then they are back.

use std::{collections::HashSet, time::Duration};

use aws_sdk_sqs::{
    Client,
    types::{ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry, MessageSystemAttributeName},
};

use super::Letter;
use crate::{OpsError, stack::Queue};

/// How long a message is hidden at most, should the command die.
const HIDDEN: Duration = Duration::from_mins(2);
/// A receive that waits asks all of SQS's servers, one that does not only some.
const WAIT_SECONDS: i32 = 1;
/// How many messages one call receives, deletes or shows again.
const BATCH: usize = 10;

/// What was found.
#[derive(Debug)]
pub struct Looked {
    /// The letters, the longest dead first.
    pub letters: Vec<Letter>,
    /// Whether these are all that could be seen.
    pub is_all: bool,
}

/// Looks at no more than `limit` messages of a queue, and leaves them there.
pub async fn look(sqs: &Client, queue: &Queue, limit: usize) -> Result<Looked, OpsError> {
    let mut reading = Reading::of(sqs.clone(), queue);
    let (mut letters, mut is_all) = (Vec::new(), false);
    while letters.len() < limit && !is_all {
        let more = reading.next().await?;
        is_all = more.is_empty();
        letters.extend(more);
    }
    reading.leave(&letters).await?;
    let is_all = is_all || letters.len() < limit;
    letters.truncate(limit);
    letters.sort_by_key(|letter| letter.sent_at);
    Ok(Looked { letters, is_all })
}

/// Goes through a queue.
#[derive(Debug)]
pub struct Reading {
    sqs: Client,
    url: String,
    seen: HashSet<String>,
}

impl Reading {
    /// From its beginning.
    pub fn of(sqs: Client, queue: &Queue) -> Self {
        Self { sqs, url: queue.url.clone(), seen: HashSet::new() }
    }

    /// Some more messages, hidden from now on; none where there are no others.
    pub async fn next(&mut self) -> Result<Vec<Letter>, OpsError> {
        let failed = OpsError::aws("ReceiveMessage");
        let request = self
            .sqs
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(BATCH.try_into().unwrap_or(1))
            .visibility_timeout(HIDDEN.as_secs().try_into().unwrap_or(i32::MAX))
            .wait_time_seconds(WAIT_SECONDS)
            .message_attribute_names("All")
            .message_system_attribute_names(MessageSystemAttributeName::All);
        let answer = request.send().await.map_err(|error| failed(error.into()))?;
        let letters = answer.messages.unwrap_or_default().into_iter().map(Letter::of);
        Ok(letters.filter(|letter| self.seen.insert(letter.message_id.clone())).collect())
    }

    /// Shows these to others again. One that cannot be shown shows itself, a little later.
    pub async fn leave<'a>(&self, letters: impl IntoIterator<Item = &'a Letter>) -> Result<(), OpsError> {
        let failed = OpsError::aws("ChangeMessageVisibilityBatch");
        let letters: Vec<&Letter> = letters.into_iter().collect();
        for batch in letters.chunks(BATCH) {
            let entry = |(index, letter): (usize, &&Letter)| {
                ChangeMessageVisibilityBatchRequestEntry::builder()
                    .id(index.to_string())
                    .receipt_handle(&letter.receipt)
                    .visibility_timeout(0)
                    .build()
            };
            let entries = batch.iter().enumerate().map(entry).collect::<Result<Vec<_>, _>>();
            let entries = entries.map_err(|error| failed(error.into()))?;
            let request = self.sqs.change_message_visibility_batch().queue_url(&self.url).set_entries(Some(entries));
            request.send().await.map_err(|error| failed(error.into()))?;
        }
        Ok(())
    }

    /// Takes these away for good; answers for each whether it is gone, or why not.
    pub async fn delete(&self, letters: &[&Letter]) -> Result<Vec<Result<(), String>>, OpsError> {
        let failed = OpsError::aws("DeleteMessageBatch");
        let mut results: Vec<Result<(), String>> = vec![Err("no result".to_owned()); letters.len()];
        for (batch, results) in letters.chunks(BATCH).zip(results.chunks_mut(BATCH)) {
            let entry = |(index, letter): (usize, &&Letter)| {
                let entry = DeleteMessageBatchRequestEntry::builder().id(index.to_string());
                entry.receipt_handle(&letter.receipt).build()
            };
            let entries = batch.iter().enumerate().map(entry).collect::<Result<Vec<_>, _>>();
            let entries = entries.map_err(|error| failed(error.into()))?;
            let request = self.sqs.delete_message_batch().queue_url(&self.url).set_entries(Some(entries));
            let answer = request.send().await.map_err(|error| failed(error.into()))?;
            let mut set = |id: &str, result| {
                if let Some(place) = id.parse::<usize>().ok().and_then(|index| results.get_mut(index)) {
                    *place = result;
                }
            };
            answer.successful.iter().for_each(|gone| set(&gone.id, Ok(())));
            answer.failed.iter().for_each(|left| set(&left.id, Err(left.code.clone())));
        }
        Ok(results)
    }
}
