//! The tables and queues of the template.

use std::time::Duration;

use serde_json::{Value, json};

use super::{TemplateError, properties::Properties};
use crate::arns;

/// A DynamoDB table.
#[derive(Debug, Clone)]
pub struct TableSpec {
    /// Name of the table.
    pub name: String,
    /// The `CreateTable` request that makes it.
    pub create: Value,
    /// The attribute that says when an item may go.
    pub ttl_attribute: Option<String>,
    /// Whether its changes are streamed.
    pub streamed: bool,
}

/// What of a table's properties `CreateTable` takes under the same name.
const CREATE_PROPERTIES: [&str; 5] =
    ["KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "BillingMode"];

impl TableSpec {
    pub(super) fn read(name: String, properties: &Properties) -> Result<Self, TemplateError> {
        properties.refuse(&["ImportSourceSpecification", "KinesisStreamSpecification"])?;
        let mut create = json!({ "TableName": name });
        for key in CREATE_PROPERTIES {
            if let Some(value) = properties.get(key) {
                create[key] = value.clone();
            }
        }
        let view = properties.child("StreamSpecification").text("StreamViewType")?;
        if let Some(view) = &view {
            create["StreamSpecification"] = json!({ "StreamEnabled": true, "StreamViewType": view });
        }
        let ttl = properties.child("TimeToLiveSpecification");
        let ttl_attribute = if ttl.flag("Enabled")? { Some(ttl.required("AttributeName")?) } else { None };
        Ok(Self { name, create, ttl_attribute, streamed: view.is_some() })
    }
}

/// An SQS queue.
#[derive(Debug, Clone)]
pub struct QueueSpec {
    /// Name of the queue.
    pub name: String,
    /// How long a message stays hidden after it was sent.
    pub delay: Duration,
    /// How long a message stays hidden after it was received.
    pub visibility: Duration,
    /// How long a message is kept.
    pub retention: Duration,
    /// Where a message goes that was received too often, and how often that is.
    pub redrive: Option<(String, u32)>,
}

impl QueueSpec {
    pub(super) fn read(name: String, properties: &Properties) -> Result<Self, TemplateError> {
        if properties.flag("FifoQueue")? {
            return Err(TemplateError::not_hosted(properties.at(), "a FIFO queue"));
        }
        let seconds = |key, default| properties.integer(key).map(|value| Duration::from_secs(value.unwrap_or(default)));
        let redrive = properties.child("RedrivePolicy");
        let redrive = match redrive.text("deadLetterTargetArn")? {
            None => None,
            Some(target) => {
                let most = redrive.integer("maxReceiveCount")?;
                let most = most.ok_or_else(|| TemplateError::expected(redrive.place("maxReceiveCount"), "a number"))?;
                Some((arns::last_segment(&target).to_owned(), most))
            }
        };
        Ok(Self {
            name,
            delay: seconds("DelaySeconds", 0)?,
            visibility: seconds("VisibilityTimeout", 30)?,
            retention: seconds("MessageRetentionPeriod", 345_600)?,
            redrive,
        })
    }
}
