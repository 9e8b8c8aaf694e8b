//! A dead letter: what it is about, without anything personal.

use std::collections::HashMap;

use aws_sdk_sqs::types::{Message, MessageAttributeValue, MessageSystemAttributeName as System};
use jiff::Timestamp;
use kernel::Envelope;
use platform::store::{OutboxEntry, read_outbox};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

/// A dead letter, as it was received.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Its id: the one in the consumer's log as well.
    pub message_id: String,
    /// What deletes it.
    pub receipt: String,
    /// Its text, in which names and card tokens may be.
    pub body: String,
    /// When it was sent first.
    pub sent_at: Option<Timestamp>,
    /// How often it was received, here included.
    pub received: u32,
    /// ARN of the queue that it died in, if a queue buried it.
    pub source: Option<String>,
    /// What stands beside the text: the bus writes there why it could not deliver.
    pub attributes: HashMap<String, MessageAttributeValue>,
}

/// What a letter says.
#[derive(Debug)]
pub enum Content {
    /// An event, as the bus delivers it.
    Event(EventFacts),
    /// A stream's record that the relay could not publish.
    Parked(ParkedFacts),
    /// Where in a stream the batch is that the relay failed on.
    Pointer(PointerFacts),
    /// Nothing that can be read; the word for it.
    Unreadable(String),
}

/// What an event is about.
pub type EventFacts = Envelope<IgnoredAny>;

/// A parked record.
#[derive(Debug)]
pub struct ParkedFacts {
    /// Why it was not published.
    pub reason: String,
    /// What is to be published.
    pub entries: Vec<OutboxEntry>,
}

impl ParkedFacts {
    /// What its events are about, as far as they can be read.
    pub fn events(&self) -> Vec<EventFacts> {
        self.entries.iter().filter_map(|entry| serde_json::from_str(&entry.detail).ok()).collect()
    }
}

/// A pointer to records that were given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointerFacts {
    /// Why, in Lambda's word.
    pub condition: String,
    /// The physical name of the table.
    pub table: String,
    /// How many records.
    pub records: u64,
    /// When the first of them was written, and the last.
    pub written: (String, String),
}

impl Letter {
    /// The letter in a message.
    pub fn of(message: Message) -> Self {
        let system = message.attributes.unwrap_or_default();
        let number = |name: System| system.get(&name).and_then(|number| number.parse::<i64>().ok());
        Self {
            sent_at: number(System::SentTimestamp).and_then(|millis| Timestamp::from_millisecond(millis).ok()),
            received: number(System::ApproximateReceiveCount).and_then(|count| count.try_into().ok()).unwrap_or(0),
            source: system.get(&System::DeadLetterQueueSourceArn).cloned(),
            message_id: message.message_id.unwrap_or_default(),
            receipt: message.receipt_handle.unwrap_or_default(),
            body: message.body.unwrap_or_default(),
            attributes: message.message_attributes.unwrap_or_default(),
        }
    }

    /// The text of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name)?.string_value()
    }

    /// What it says.
    pub fn content(&self) -> Content {
        let value: Value = match serde_json::from_str(&self.body) {
            Ok(value) => value,
            // The error's own text may quote the body.
            Err(error) => {
                return Content::Unreadable(format!(
                    "no JSON from line {}, column {} on",
                    error.line(),
                    error.column()
                ));
            }
        };
        if let (Some(reason), Some(record)) = (value["reason"].as_str(), value.get("record")) {
            return parked(reason, record);
        }
        if let Some(pointer) = pointer(&value) {
            return Content::Pointer(pointer);
        }
        match EventFacts::deserialize(&value["detail"]) {
            Ok(event) => Content::Event(event),
            Err(_) => Content::Unreadable("JSON, but no event as the bus delivers it".to_owned()),
        }
    }
}

fn parked(reason: &str, record: &Value) -> Content {
    let outbox = record["dynamodb"]["NewImage"]["outbox"]["S"].as_str();
    let entries = outbox.and_then(|text| read_outbox(text).ok());
    let reason = reason.to_owned();
    match entries {
        Some(entries) => Content::Parked(ParkedFacts { reason, entries }),
        None => Content::Unreadable("a parked record whose outbox cannot be read".to_owned()),
    }
}

fn pointer(value: &Value) -> Option<PointerFacts> {
    let batch = value.get("DDBStreamBatchInfo")?;
    let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let stream = batch["streamArn"].as_str()?;
    Some(PointerFacts {
        condition: text(&value["requestContext"]["condition"]),
        table: stream.split_once(":table/")?.1.split('/').next()?.to_owned(),
        records: batch["batchSize"].as_u64().unwrap_or_default(),
        written: (text(&batch["approximateArrivalOfFirstRecord"]), text(&batch["approximateArrivalOfLastRecord"])),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn content(body: &impl ToString) -> Content {
        Letter::of(Message::builder().body(body.to_string()).build()).content()
    }

    fn envelope() -> Value {
        json!({
            "eventId": "Room/101/2", "eventType": "RoomChanged", "schemaVersion": 1,
            "occurredAt": "2026-11-21T00:00:00Z", "aggregate": { "type": "Room", "id": "101", "version": 2 },
            "correlationId": "c", "causationId": "request/1", "data": { "roomName": "secret" },
        })
    }

    #[test]
    fn an_event_is_known_by_its_envelope() {
        let Content::Event(event) = content(&json!({ "detail": envelope() })) else { panic!("no event") };
        assert_eq!((event.event_type.as_str(), event.aggregate.version), ("RoomChanged", 2));
    }

    #[test]
    fn a_parked_record_has_its_reason_and_its_events() {
        let entries =
            json!([{ "source": "accommodation.room", "detailType": "RoomChanged", "detail": envelope().to_string() }]);
        let record = json!({ "dynamodb": { "NewImage": { "outbox": { "S": entries.to_string() } } } });
        let Content::Parked(parked) = content(&json!({ "reason": "throttled", "record": record })) else {
            panic!("not parked")
        };
        assert_eq!((parked.reason.as_str(), parked.events()[0].aggregate.id.as_str()), ("throttled", "101"));
        assert!(matches!(content(&json!({ "reason": "no string", "record": {} })), Content::Unreadable(_)));
    }

    #[test]
    fn a_pointer_names_its_table() {
        let Content::Pointer(pointer) = content(&json!({
            "requestContext": { "condition": "RetryAttemptsExhausted" },
            "DDBStreamBatchInfo": {
                "streamArn": "arn:aws:dynamodb:ap-northeast-2:0:table/accommodation-dev-RoomTable-1A/stream/2026",
                "batchSize": 3, "approximateArrivalOfFirstRecord": "a", "approximateArrivalOfLastRecord": "b",
            },
        })) else {
            panic!("no pointer")
        };
        assert_eq!((pointer.table.as_str(), pointer.records), ("accommodation-dev-RoomTable-1A", 3));
    }

    #[test]
    fn what_cannot_be_read_is_not_quoted() {
        for body in ["{\"customerName\":\"Kim", "\"Kim\"", "{\"detail\":{\"eventType\":{\"Kim\":1}}}"] {
            let Content::Unreadable(why) = content(&body) else { panic!("{body} is read") };
            assert!(!why.contains("Kim"), "{why}");
        }
    }
}
