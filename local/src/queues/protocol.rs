//! The SQS JSON protocol, as far as SDKs use it here.

use std::time::Duration;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use tokio::time;

use super::{
    digest,
    message::{Message, MessageAttributes, NewMessage},
    store::{QueueError, Queues},
};
use crate::arns;

/// The longest that a message can be hidden, in seconds.
const LONGEST_HIDDEN: u64 = 43_200;

/// A refusal in SQS's words.
#[derive(Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub struct SqsError {
    /// Name of the error in the JSON protocol.
    pub code: &'static str,
    /// Its older name, which SDKs read from `x-amzn-query-error`.
    pub query_code: &'static str,
    /// What is wrong.
    pub message: String,
}

impl From<QueueError> for SqsError {
    fn from(error: QueueError) -> Self {
        let (code, query_code) = match &error {
            QueueError::NoQueue(_) => ("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
            QueueError::NotInFlight => ("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
            QueueError::State(_) => ("InternalError", "InternalError"),
        };
        Self { code, query_code, message: error.to_string() }
    }
}

fn invalid(message: impl Into<String>) -> SqsError {
    SqsError { code: "InvalidParameterValue", query_code: "InvalidParameterValue", message: message.into() }
}

/// Answers one operation, such as `SendMessage`.
pub async fn answer(queues: &Queues, endpoint_url: &str, operation: &str, body: &[u8]) -> Result<Value, SqsError> {
    let request: Value = serde_json::from_slice(body).map_err(|error| invalid(error.to_string()))?;
    if operation == "GetQueueUrl" {
        let name = request["QueueName"].as_str().unwrap_or_default();
        let name = &queues.spec(name)?.name;
        return Ok(json!({ "QueueUrl": format!("{endpoint_url}/{}/{name}", arns::ACCOUNT) }));
    }
    if operation == "ListQueues" {
        let prefix = request["QueueNamePrefix"].as_str().unwrap_or_default();
        let names = queues.specs().map(|spec| &spec.name).filter(|name| name.starts_with(prefix));
        let urls = names.map(|name| format!("{endpoint_url}/{}/{name}", arns::ACCOUNT));
        return Ok(json!({ "QueueUrls": urls.collect::<Vec<_>>() }));
    }
    let queue = arns::last_segment(request["QueueUrl"].as_str().unwrap_or_default()).to_owned();
    queues.spec(&queue)?;
    match operation {
        "SendMessage" => send(queues, &queue, read(request)?),
        "SendMessageBatch" => batch(&request, |entry| send(queues, &queue, read(entry)?)),
        "ReceiveMessage" => receive(queues, &queue, read(request)?).await,
        "DeleteMessage" => delete(queues, &queue, &request),
        "DeleteMessageBatch" => batch(&request, |entry| delete(queues, &queue, &entry)),
        "ChangeMessageVisibility" => change_visibility(queues, &queue, &read(request)?),
        "ChangeMessageVisibilityBatch" => batch(&request, |entry| change_visibility(queues, &queue, &read(entry)?)),
        "GetQueueAttributes" => attributes(queues, &queue),
        _ => Err(SqsError {
            code: "UnsupportedOperation",
            query_code: "AWS.SimpleQueueService.UnsupportedOperation",
            message: format!("{operation} is not hosted locally"),
        }),
    }
}

fn read<T: DeserializeOwned>(request: Value) -> Result<T, SqsError> {
    serde_json::from_value(request).map_err(|error| invalid(error.to_string()))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Send {
    message_body: String,
    delay_seconds: Option<u32>,
    #[serde(default)]
    message_attributes: MessageAttributes,
}

fn send(queues: &Queues, queue: &str, request: Send) -> Result<Value, SqsError> {
    if request.message_body.is_empty() || request.delay_seconds.is_some_and(|delay| delay > 900) {
        return Err(invalid("a body, and a delay of at most 900 seconds"));
    }
    let md5_of_body = digest::of_body(&request.message_body);
    let md5_of_attributes = digest::of_attributes(&request.message_attributes);
    let message = NewMessage {
        body: request.message_body,
        attributes: request.message_attributes,
        delay: request.delay_seconds.map(|seconds| Duration::from_secs(seconds.into())),
    };
    let ids = queues.send(&[(queue, message)])?;
    let mut sent = json!({ "MessageId": ids.first(), "MD5OfMessageBody": md5_of_body });
    if let Some(digest) = md5_of_attributes {
        sent["MD5OfMessageAttributes"] = Value::String(digest);
    }
    Ok(sent)
}

/// Does each entry by itself: what fails is named and does not fail the others.
fn batch(request: &Value, each: impl Fn(Value) -> Result<Value, SqsError>) -> Result<Value, SqsError> {
    let entries = request["Entries"].as_array().cloned().unwrap_or_default();
    if entries.is_empty() || entries.len() > 10 {
        return Err(invalid("a batch has 1 to 10 entries"));
    }
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        let id = entry["Id"].clone();
        match each(entry) {
            Ok(mut done) => {
                done["Id"] = id;
                successful.push(done);
            }
            Err(error) => failed.push(json!({
                "Id": id, "SenderFault": true, "Code": error.code, "Message": error.message
            })),
        }
    }
    Ok(json!({ "Successful": successful, "Failed": failed }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Receive {
    #[serde(default = "one")]
    max_number_of_messages: usize,
    visibility_timeout: Option<u64>,
    #[serde(default)]
    wait_time_seconds: u64,
}

fn one() -> usize {
    1
}

async fn receive(queues: &Queues, queue: &str, request: Receive) -> Result<Value, SqsError> {
    if !(1..=10).contains(&request.max_number_of_messages) || request.wait_time_seconds > 20 {
        return Err(invalid("1 to 10 messages, a wait of at most 20 seconds"));
    }
    if request.visibility_timeout.is_some_and(|seconds| seconds > LONGEST_HIDDEN) {
        return Err(invalid("a visibility timeout of at most 12 hours"));
    }
    let visibility = request.visibility_timeout.map(Duration::from_secs);
    let deadline = time::Instant::now() + Duration::from_secs(request.wait_time_seconds);
    let mut changes = queues.changes(queue)?;
    loop {
        let messages = queues.receive(queue, request.max_number_of_messages, visibility)?;
        if !messages.is_empty() || time::Instant::now() >= deadline {
            return Ok(json!({ "Messages": messages.iter().map(received).collect::<Vec<_>>() }));
        }
        // A delay may end without a change: look again now and then.
        let again = deadline.min(time::Instant::now() + Duration::from_millis(200));
        let _ = time::timeout_at(again, changes.changed()).await;
    }
}

fn received(message: &Message) -> Value {
    let mut value = json!({
        "MessageId": message.id,
        "ReceiptHandle": message.receipt,
        "Body": message.body,
        "MD5OfBody": message.md5_of_body(),
        "Attributes": message.system_attributes(),
    });
    if let Some(digest) = digest::of_attributes(&message.attributes) {
        value["MessageAttributes"] = json!(message.attributes);
        value["MD5OfMessageAttributes"] = Value::String(digest);
    }
    value
}

fn delete(queues: &Queues, queue: &str, request: &Value) -> Result<Value, SqsError> {
    queues.delete(queue, request["ReceiptHandle"].as_str())?;
    Ok(Value::Object(Map::new()))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ChangeVisibility {
    receipt_handle: String,
    visibility_timeout: u64,
}

fn change_visibility(queues: &Queues, queue: &str, request: &ChangeVisibility) -> Result<Value, SqsError> {
    if request.visibility_timeout > LONGEST_HIDDEN {
        return Err(invalid("a visibility timeout of at most 12 hours"));
    }
    queues.change_visibility(queue, &request.receipt_handle, Duration::from_secs(request.visibility_timeout))?;
    Ok(Value::Object(Map::new()))
}

fn attributes(queues: &Queues, queue: &str) -> Result<Value, SqsError> {
    let spec = queues.spec(queue)?;
    let depth = queues.depth(queue)?;
    let mut attributes = json!({
        "QueueArn": arns::queue(queue),
        "ApproximateNumberOfMessages": depth.visible.to_string(),
        "ApproximateNumberOfMessagesNotVisible": depth.in_flight.to_string(),
        "ApproximateNumberOfMessagesDelayed": depth.delayed.to_string(),
        "VisibilityTimeout": spec.visibility.as_secs().to_string(),
        "DelaySeconds": spec.delay.as_secs().to_string(),
        "MessageRetentionPeriod": spec.retention.as_secs().to_string(),
    });
    if let Some((target, most)) = &spec.redrive {
        let policy = json!({ "deadLetterTargetArn": arns::queue(target), "maxReceiveCount": most });
        attributes["RedrivePolicy"] = Value::String(policy.to_string());
    }
    Ok(json!({ "Attributes": attributes }))
}
