//! The queues and tables of one stack, by the names that the template gives them.

use std::collections::HashMap;

use aws_sdk_sqs::{
    Client,
    types::QueueAttributeName::{
        self, ApproximateNumberOfMessages, ApproximateNumberOfMessagesDelayed, ApproximateNumberOfMessagesNotVisible,
    },
};
use futures::{StreamExt, TryStreamExt, stream};
use platform::clients::Aws;
use serde::Deserialize;

use crate::OpsError;

/// How many queues are asked at once.
const CONCURRENCY: usize = 10;

/// A stack: what `CloudFormation` has made of the template, or the local host.
#[derive(Debug, Clone)]
pub struct Stack {
    name: String,
    aws: Aws,
}

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Its name in the template.
    pub id: String,
    /// Its URL.
    pub url: String,
    /// Its ARN.
    pub arn: String,
    /// How many messages are in it, those that are hidden or delayed included. About.
    pub depth: u64,
    /// Where its messages go that fail too often.
    pub redrive: Option<RedrivePolicy>,
}

/// When a message is a dead letter, and where it lies then.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RedrivePolicy {
    /// The dead-letter queue.
    pub dead_letter_target_arn: String,
    /// After how many deliveries.
    pub max_receive_count: u32,
}

impl Stack {
    /// The stack of this name.
    pub const fn new(name: String, aws: Aws) -> Self {
        Self { name, aws }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its AWS.
    pub const fn aws(&self) -> &Aws {
        &self.aws
    }

    /// A client of its queues.
    pub fn sqs(&self) -> Client {
        Client::new(self.aws.retrying())
    }

    /// All its queues, by name. A stack without any has another name.
    pub async fn queues(&self) -> Result<Vec<Queue>, OpsError> {
        let sqs = self.sqs();
        let prefix = format!("{}-", self.name);
        // With a number of results, SQS says whether there are more of them.
        let pages = sqs.list_queues().queue_name_prefix(prefix).max_results(1000).into_paginator().items().send();
        let failed = OpsError::aws("ListQueues");
        let urls = pages.collect::<Result<Vec<String>, _>>().await.map_err(|error| failed(error.into()))?;
        let own = urls.into_iter().filter_map(|url| {
            let id = self.id_of(url.rsplit('/').next().unwrap_or_default())?.to_owned();
            Some(look(sqs.clone(), id, url))
        });
        let mut queues: Vec<Queue> = stream::iter(own).buffer_unordered(CONCURRENCY).try_collect().await?;
        if queues.is_empty() {
            return Err(self.unknown("queues at all: has it another name?".to_owned(), Vec::new()));
        }
        queues.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        Ok(queues)
    }

    /// The queue of this name.
    pub async fn queue(&self, id: &str) -> Result<Queue, OpsError> {
        let queues = self.queues().await?;
        let known = queues.iter().map(|queue| queue.id.clone()).collect();
        let found = queues.into_iter().find(|queue| queue.id == id);
        found.ok_or_else(|| self.unknown(format!("queue {id}"), known))
    }

    /// The physical name of a table.
    pub async fn table(&self, id: &str) -> Result<String, OpsError> {
        let pages = self.aws.dynamodb().list_tables().into_paginator().items().send();
        let failed = OpsError::aws("ListTables");
        let names = pages.collect::<Result<Vec<String>, _>>().await.map_err(|error| failed(error.into()))?;
        let known = names.iter().filter_map(|name| self.id_of(name)).map(str::to_owned).collect();
        let found = names.iter().find(|name| self.id_of(name) == Some(id)).cloned();
        found.ok_or_else(|| self.unknown(format!("table {id}"), known))
    }

    /// What was looked for is not there.
    pub(crate) fn unknown(&self, what: String, known: Vec<String>) -> OpsError {
        OpsError::Unknown { stack: self.name.clone(), what, known }
    }

    /// The template's name in a physical one: `CloudFormation` makes `stack-Name-RANDOM` of it, the local host
    /// `stack-Name`. Nothing for what belongs to another stack, whose name may begin like this one's.
    pub fn id_of<'a>(&self, physical: &'a str) -> Option<&'a str> {
        let rest = physical.strip_prefix(&self.name)?.strip_prefix('-')?;
        let (id, random) = rest.split_once('-').unwrap_or((rest, ""));
        (!id.is_empty() && !random.contains('-')).then_some(id)
    }
}

async fn look(sqs: Client, id: String, url: String) -> Result<Queue, OpsError> {
    let failed = OpsError::aws("GetQueueAttributes");
    let request = sqs.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::All);
    let answer = request.send().await.map_err(|error| failed(error.into()))?;
    let attributes = answer.attributes.unwrap_or_default();
    let counted =
        [ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed];
    Ok(Queue {
        arn: attributes.get(&QueueAttributeName::QueueArn).cloned().unwrap_or_default(),
        depth: counted.iter().map(|name| number(&attributes, name)).sum(),
        redrive: redrive(&attributes).map_err(|error| failed(error.into()))?,
        id,
        url,
    })
}

type Attributes = HashMap<QueueAttributeName, String>;

fn number(attributes: &Attributes, name: &QueueAttributeName) -> u64 {
    attributes.get(name).and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn redrive(attributes: &Attributes) -> Result<Option<RedrivePolicy>, serde_json::Error> {
    attributes.get(&QueueAttributeName::RedrivePolicy).map(|policy| serde_json::from_str(policy)).transpose()
}

#[cfg(test)]
mod tests {
    use platform::config::Lookup;

    use super::*;

    fn stack(name: &str) -> Stack {
        let aws = [("AWS_REGION", "r"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "s")];
        Stack::new(name.to_owned(), Aws::new(&Lookup::of(aws)).unwrap())
    }

    #[test]
    fn what_belongs_to_a_stack_is_known_by_its_name() {
        assert_eq!(stack("local").id_of("local-RoomInfoQueue"), Some("RoomInfoQueue"));
        let prod = stack("accommodation-prod");
        assert_eq!(prod.id_of("accommodation-prod-RoomInfoQueue-1AbC2dEf3"), Some("RoomInfoQueue"));
        for other in ["accommodation-staging-RoomInfoQueue-1AbC", "accommodation-prod", "accommodation-prod-"] {
            assert_eq!(prod.id_of(other), None, "{other}");
        }
        // A stack whose name is the beginning of another's.
        assert_eq!(stack("accommodation").id_of("accommodation-prod-RoomInfoQueue-1AbC2dEf3"), None);
    }

    #[test]
    fn a_redrive_policy_is_read_as_sqs_writes_it() {
        let policy = r#"{"deadLetterTargetArn":"arn:dead","maxReceiveCount":5}"#;
        let attributes = Attributes::from([(QueueAttributeName::RedrivePolicy, policy.to_owned())]);
        let expected = RedrivePolicy { dead_letter_target_arn: "arn:dead".into(), max_receive_count: 5 };
        assert_eq!(redrive(&attributes).unwrap(), Some(expected));
        assert_eq!(redrive(&Attributes::new()).unwrap(), None);
    }
}
