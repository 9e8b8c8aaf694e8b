//! A message, before it is sent and after it was received.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use super::digest;

/// A message attribute, in the names of the SQS protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MessageAttribute {
    /// `String`, `Number` or `Binary`.
    pub data_type: String,
    /// The value of a text or a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string_value: Option<String>,
    /// The value of bytes, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binary_value: Option<String>,
}

/// Message attributes by name.
pub type MessageAttributes = BTreeMap<String, MessageAttribute>;

/// A message to be sent.
#[derive(Debug, Clone, Default)]
pub struct NewMessage {
    /// Its text.
    pub body: String,
    /// What stands beside the text.
    pub attributes: MessageAttributes,
    /// Its own delay, instead of the queue's.
    pub delay: Option<Duration>,
}

impl NewMessage {
    /// A message that is only a text.
    pub fn of(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }
}

/// A message as received.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id for as long as it lives, also in the dead-letter queue.
    pub id: String,
    /// What deletes this very delivery of it.
    pub receipt: String,
    /// Its text.
    pub body: String,
    /// What stands beside the text.
    pub attributes: MessageAttributes,
    /// When it was sent.
    pub sent_ms: i64,
    /// When it was received for the first time.
    pub first_received_ms: i64,
    /// How often it was received, this time included.
    pub received: u32,
    /// ARN of the queue it was moved from as a dead letter.
    pub dead_letter_source: Option<String>,
}

impl Message {
    /// The system attributes, as every receiver gets them.
    pub fn system_attributes(&self) -> BTreeMap<&'static str, String> {
        let mut attributes = BTreeMap::from([
            ("ApproximateReceiveCount", self.received.to_string()),
            ("SentTimestamp", self.sent_ms.to_string()),
            ("SenderId", crate::arns::ACCOUNT.to_owned()),
            ("ApproximateFirstReceiveTimestamp", self.first_received_ms.to_string()),
        ]);
        if let Some(source) = &self.dead_letter_source {
            attributes.insert("DeadLetterQueueSourceArn", source.clone());
        }
        attributes
    }

    /// The digest of the text that SDKs compare.
    pub fn md5_of_body(&self) -> String {
        digest::of_body(&self.body)
    }
}
