//! Sends what some aggregates have to tell.

use aws_sdk_sqs::Client;
use kernel::Aggregate;
use platform::{
    store::{StoreError, Versioned, replay_of},
    telemetry::chain,
};

use super::{Replayed, message};
use crate::{
    OpsError,
    consumers::Consumer,
    progress::Progress,
    sending::{Outgoing, send},
    stack::Queue,
};

/// Tells one consumer.
#[derive(Debug)]
pub struct Teller<'a> {
    sqs: Client,
    queue: Queue,
    consumer: &'static Consumer,
    progress: &'a Progress,
}

impl<'a> Teller<'a> {
    /// The teller of the consumer behind `queue`.
    pub const fn new(sqs: Client, queue: Queue, consumer: &'static Consumer, progress: &'a Progress) -> Self {
        Self { sqs, queue, consumer, progress }
    }

    /// Tells where these stand. The consumer gets only what its rule would let through.
    pub async fn tell<A: Aggregate>(
        &self,
        aggregates: Vec<Result<(String, Versioned<A>), StoreError>>,
    ) -> Result<Replayed, OpsError> {
        let mut replayed = Replayed::default();
        let (mut ids, mut messages) = (Vec::new(), Vec::new());
        for aggregate in &aggregates {
            match self.message(aggregate) {
                Ok(Some((id, body))) => {
                    ids.push(id);
                    messages.push(Outgoing { body, ..Outgoing::default() });
                }
                Ok(None) => replayed.passed_over += 1,
                Err(error) => {
                    replayed.failed += 1;
                    self.progress.say(error);
                }
            }
        }
        let results = send(&self.sqs, &self.queue.url, &messages).await?;
        for (id, result) in ids.iter().zip(results) {
            match result {
                Ok(()) => replayed.sent += 1,
                Err(reason) => {
                    replayed.failed += 1;
                    self.progress.say(format_args!("{} {id} was not sent: {reason}", A::TYPE));
                }
            }
        }
        self.progress.add(replayed.sent);
        Ok(replayed)
    }

    fn message<'b, A: Aggregate>(
        &self,
        aggregate: &'b Result<(String, Versioned<A>), StoreError>,
    ) -> Result<Option<(&'b str, String)>, String> {
        let (id, current) = aggregate.as_ref().map_err(|error| chain(error))?;
        let failed = |error: &dyn std::fmt::Display| format!("{} {id} cannot be told: {error}", A::TYPE);
        let entry = replay_of(id, current).map_err(|error| failed(&chain(&error)))?;
        let Some(entry) = entry.filter(|entry| self.consumer.hears(&entry.detail_type)) else {
            return Ok(None);
        };
        let body = message::of(&entry, &self.queue.arn).map_err(|error| failed(&error))?;
        Ok(Some((id, body)))
    }
}
