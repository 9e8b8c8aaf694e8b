//! Where records go that cannot be published: whole, into a queue, from which an operator sends them back. The stream's
//! own failure destination would keep only a pointer, which leads nowhere after 24 hours.

use std::{error::Error, future::Future};

use aws_sdk_sqs::Client;
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
};
use serde::Serialize;
use serde_json::value::RawValue;

/// What a parked record's message says.
#[derive(Serialize)]
struct Parked<'a> {
    reason: &'a str,
    record: &'a RawValue,
}

/// A record that could not be parked.
#[derive(Debug, thiserror::Error)]
#[error("the record could not be parked")]
pub struct NotParked(#[source] pub Box<dyn Error + Send + Sync>);

/// Keeps records.
///
/// An implementation MUST keep the record durably before it answers.
pub trait Parking: Clone + Send + Sync + 'static {
    /// Keeps a record, as the JSON it came in, with why it was not published.
    fn park(&self, record: &str, reason: &str) -> impl Future<Output = Result<(), NotParked>> + Send;
}

/// A queue of Amazon SQS.
#[derive(Debug, Clone)]
pub struct ParkingQueue {
    client: Client,
    queue_url: String,
}

impl ParkingQueue {
    /// The queue at this URL.
    pub const fn new(client: Client, queue_url: String) -> Self {
        Self { client, queue_url }
    }

    /// The queue that `PARKED_QUEUE_URL` names.
    pub fn configured(aws: &Aws, lookup: &Lookup) -> Result<Self, ConfigError> {
        let queue_url =
            lookup.required("PARKED_QUEUE_URL", "the URL of the queue for records that cannot be published")?;
        Ok(Self::new(Client::new(aws.retrying()), queue_url))
    }
}

impl Parking for ParkingQueue {
    async fn park(&self, record: &str, reason: &str) -> Result<(), NotParked> {
        let record: &RawValue = serde_json::from_str(record).map_err(|error| NotParked(Box::new(error)))?;
        let body = serde_json::to_string(&Parked { reason, record }).map_err(|error| NotParked(Box::new(error)))?;
        let sent = self.client.send_message().queue_url(&self.queue_url).message_body(body).send().await;
        sent.map(|_| ()).map_err(|error| NotParked(Box::new(error)))
    }
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;
    use aws_sdk_sqs::operation::send_message::{SendMessageError, SendMessageOutput};
    use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock};

    use super::*;

    /// A client that answers by `rule`. What `mock_client!` makes, without the SDK's feature `test-util`: with it, tests and
    /// `cargo run` would compile the SDK twice.
    fn client(rule: &Rule) -> Client {
        let answers = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny).with_rule(rule);
        let config = aws_sdk_sqs::Config::builder()
            .behavior_version(aws_sdk_sqs::config::BehaviorVersion::v2026_01_12())
            .region(aws_sdk_sqs::config::Region::new("ap-northeast-2"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(answers)
            .build();
        Client::from_conf(config)
    }

    #[tokio::test]
    async fn a_record_is_parked_whole_with_its_reason() {
        let rule = mock!(Client::send_message)
            .match_requests(|request| {
                request.queue_url() == Some("the-queue")
                    && request.message_body()
                        == Some(r#"{"reason":"MalformedDetail","record":{"eventID":"1","big":1.50}}"#)
            })
            .then_output(|| SendMessageOutput::builder().build());
        let queue = ParkingQueue::new(client(&rule), "the-queue".into());
        queue.park(r#"{"eventID":"1","big":1.50}"#, "MalformedDetail").await.unwrap();
    }

    #[tokio::test]
    async fn a_queue_that_fails_is_no_place_to_park() {
        let rule = mock!(Client::send_message).then_error(|| SendMessageError::unhandled("down"));
        let queue = ParkingQueue::new(client(&rule), "the-queue".into());
        assert!(queue.park("{}", "any").await.is_err());
    }
}
