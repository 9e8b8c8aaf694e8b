//! The JSON in which Lambda hands a function a batch of messages.

use serde_json::{Map, Value, json};

use super::{digest, message::Message};
use crate::arns;

/// The event for a batch of `queue`'s messages.
pub fn of_batch(queue: &str, messages: &[Message]) -> Value {
    let arn = arns::queue(queue);
    json!({ "Records": messages.iter().map(|message| record(&arn, message)).collect::<Vec<_>>() })
}

fn record(arn: &str, message: &Message) -> Value {
    let mut record = json!({
        "messageId": message.id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": message.system_attributes(),
        "messageAttributes": message_attributes(message),
        "md5OfBody": message.md5_of_body(),
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": arns::REGION,
    });
    if let Some(digest) = digest::of_attributes(&message.attributes) {
        record["md5OfMessageAttributes"] = Value::String(digest);
    }
    record
}

fn message_attributes(message: &Message) -> Map<String, Value> {
    let attribute = |(name, attribute): (&String, &super::message::MessageAttribute)| {
        let mut value = json!({ "dataType": attribute.data_type, "stringListValues": [], "binaryListValues": [] });
        if let Some(text) = &attribute.string_value {
            value["stringValue"] = Value::String(text.clone());
        }
        if let Some(bytes) = &attribute.binary_value {
            value["binaryValue"] = Value::String(bytes.clone());
        }
        (name.clone(), value)
    };
    message.attributes.iter().map(attribute).collect()
}

/// What a filter pattern is matched against: the record, with its body as JSON where it is JSON.
pub fn for_filter(queue: &str, message: &Message) -> Value {
    let mut record = record(&arns::queue(queue), message);
    if let Ok(body) = serde_json::from_str::<Value>(&message.body) {
        record["body"] = body;
    }
    record
}
