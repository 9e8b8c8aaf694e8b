//! Sends messages to a queue in batches, and says of each what became of it.

use std::{collections::HashMap, time::Duration};

use aws_sdk_sqs::{
    Client,
    types::{MessageAttributeValue, SendMessageBatchRequestEntry},
};
use platform::random;

use crate::OpsError;

/// `SendMessageBatch` takes this many.
const MOST: usize = 10;
/// And this many bytes together.
const BYTES: usize = 240 * 1024;
/// How often a message is sent that SQS failed to take.
const ATTEMPTS: u32 = 4;
/// The longest wait before the second attempt; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// A message to be sent.
#[derive(Debug, Clone, Default)]
pub struct Outgoing {
    /// Its text.
    pub body: String,
    /// What stands beside the text.
    pub attributes: HashMap<String, MessageAttributeValue>,
    /// Its own delay in seconds; else the queue's.
    pub delay_seconds: Option<i32>,
}

/// Sends all; answers for each, in their order, whether the queue has it, or why not. An error says that nothing is known of
/// those that were still to be sent.
pub async fn send(sqs: &Client, url: &str, messages: &[Outgoing]) -> Result<Vec<Result<(), String>>, OpsError> {
    let mut results = Vec::with_capacity(messages.len());
    while results.len() < messages.len() {
        let rest = &messages[results.len()..];
        results.extend(send_batch(sqs, url, &rest[..fitting(rest)]).await?);
    }
    Ok(results)
}

/// How many of the first messages go into one call.
fn fitting(messages: &[Outgoing]) -> usize {
    let mut sum = 0;
    let fits = messages.iter().take(MOST).take_while(|message| {
        sum += message.body.len();
        sum <= BYTES
    });
    fits.count().max(1)
}

async fn send_batch(sqs: &Client, url: &str, batch: &[Outgoing]) -> Result<Vec<Result<(), String>>, OpsError> {
    let failed = OpsError::aws("SendMessageBatch");
    let mut results: Vec<Result<(), String>> = vec![Err("no result".to_owned()); batch.len()];
    let mut pending: Vec<usize> = (0..batch.len()).collect();
    let mut wait = FIRST_WAIT;
    for attempt in 1..=ATTEMPTS {
        let entries = pending.iter().map(|index| entry(*index, &batch[*index])).collect::<Result<Vec<_>, _>>();
        let entries = entries.map_err(|error| failed(error.into()))?;
        let request = sqs.send_message_batch().queue_url(url).set_entries(Some(entries));
        let answer = request.send().await.map_err(|error| failed(error.into()))?;
        for sent in &answer.successful {
            if let Some(result) = place(&sent.id).and_then(|index| results.get_mut(index)) {
                *result = Ok(());
            }
        }
        let mut hopeless = Vec::new();
        for refused in &answer.failed {
            let Some(index) = place(&refused.id) else { continue };
            if let Some(result) = results.get_mut(index) {
                *result = Err(format!("{}: {}", refused.code, refused.message.as_deref().unwrap_or_default()));
            }
            hopeless.extend(refused.sender_fault.then_some(index));
        }
        pending.retain(|index| results[*index].is_err() && !hopeless.contains(index));
        if pending.is_empty() || attempt == ATTEMPTS {
            break;
        }
        tokio::time::sleep(random::jitter(wait)).await;
        wait *= 2;
    }
    Ok(results)
}

/// The id of an entry is its place in the batch.
fn place(id: &str) -> Option<usize> {
    id.parse().ok()
}

fn entry(index: usize, message: &Outgoing) -> Result<SendMessageBatchRequestEntry, aws_sdk_sqs::error::BuildError> {
    SendMessageBatchRequestEntry::builder()
        .id(index.to_string())
        .message_body(&message.body)
        .set_message_attributes((!message.attributes.is_empty()).then(|| message.attributes.clone()))
        .set_delay_seconds(message.delay_seconds)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_as_many_and_as_large_as_sqs_takes() {
        let of = |size: usize| Outgoing { body: "x".repeat(size), ..Outgoing::default() };
        assert_eq!(fitting(&vec![of(1); 25]), 10);
        assert_eq!(fitting(&vec![of(100 * 1024); 5]), 2);
        // What is too large by itself is for SQS to refuse.
        assert_eq!(fitting(&[of(300 * 1024), of(1)]), 1);
    }
}
