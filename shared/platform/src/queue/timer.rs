//! Timers: a delayed queue whose messages may come too early. An early one goes back into the queue, as a new message with
//! what is left of its delay, so that waiting never counts as failing.

use std::{error::Error, future::Future, time::Duration};

use aws_sdk_sqs::Client;
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use super::{Delivered, function};
use crate::{
    clients::Aws,
    clock,
    config::{ConfigError, Lookup},
    function::Function,
};

/// The longest delay of a message.
const MAX_DELAY: Duration = Duration::from_mins(15);

/// What a timer's handler says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// It was time, or it never will be.
    Done,
    /// It is too early: come again then.
    NotBefore(Timestamp),
}

/// Puts messages back into a queue.
///
/// An implementation MUST keep the message durably before it answers.
pub trait SendAgain: Clone + Send + Sync + 'static {
    /// Sends `body` again, to be delivered after `delay`.
    fn send_again(&self, body: &str, delay: Duration) -> impl Future<Output = Result<(), NotSent>> + Send;
}

/// The message could not be put back: it comes again as one that failed.
#[derive(Debug, thiserror::Error)]
#[error("the message could not be put back")]
pub struct NotSent(#[source] pub Box<dyn Error + Send + Sync>);

/// A queue of Amazon SQS.
#[derive(Debug, Clone)]
pub struct QueueAgain {
    client: Client,
    queue_url: String,
}

impl QueueAgain {
    /// The queue that the setting `name` names.
    pub fn configured(aws: &Aws, lookup: &Lookup, name: &'static str) -> Result<Self, ConfigError> {
        let queue_url = lookup.required(name, "the URL of the delayed queue")?;
        Ok(Self { client: Client::new(aws.retrying()), queue_url })
    }
}

impl SendAgain for QueueAgain {
    async fn send_again(&self, body: &str, delay: Duration) -> Result<(), NotSent> {
        let seconds = i32::try_from(delay.as_secs()).unwrap_or(i32::MAX);
        let request = self.client.send_message().queue_url(&self.queue_url).message_body(body).delay_seconds(seconds);
        request.send().await.map(|_| ()).map_err(|error| NotSent(Box::new(error)))
    }
}

/// Why a timer's message failed.
#[derive(Debug, thiserror::Error)]
enum TimerError<E: Error + 'static> {
    #[error(transparent)]
    Handler(E),
    #[error(transparent)]
    NotSent(#[from] NotSent),
}

/// A function that is handed each event of a delayed queue, and may say that it is too early.
pub fn timer_function<P, R, D, E, H, F>(name: &'static str, ports: P, queue: R, handler: H) -> Function
where
    P: Clone + Send + Sync + 'static,
    R: SendAgain,
    D: DeserializeOwned + Send + 'static,
    E: Error + Send + Sync + 'static,
    H: Fn(P, Delivered<D>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Timing, E>> + Send + 'static,
{
    function(name, ports, move |ports: P, delivered: Delivered<D>| {
        let (queue, handler, body) = (queue.clone(), handler.clone(), delivered.body.clone());
        async move {
            match handler(ports, delivered).await.map_err(TimerError::Handler)? {
                Timing::Done => Ok::<(), TimerError<E>>(()),
                Timing::NotBefore(time) => Ok(queue.send_again(&body, delay_until(time)).await?),
            }
        }
    })
}

/// Whole seconds, rounded up: a timer that comes late costs less than one that comes twice.
fn delay_until(time: Timestamp) -> Duration {
    let left = Duration::try_from(time.duration_since(clock::now())).unwrap_or_default();
    Duration::from_secs(left.as_secs() + 1).min(MAX_DELAY)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use jiff::SignedDuration;
    use serde_json::{Value, json, value::to_raw_value};

    use super::*;
    use crate::function::Invocation;

    #[derive(Clone, Default)]
    struct Sent(Arc<Mutex<Vec<(String, Duration)>>>);

    impl SendAgain for Sent {
        async fn send_again(&self, body: &str, delay: Duration) -> Result<(), NotSent> {
            if delay > Duration::from_mins(10) {
                return Err(NotSent("down".into()));
            }
            self.0.lock().unwrap().push((body.to_owned(), delay));
            Ok(())
        }
    }

    /// Delivers a timer that is due in so many seconds; answers how many messages failed.
    async fn deliver(sent: &Sent, seconds: i64) -> usize {
        let function = timer_function("timer", (), sent.clone(), |(), delivered: Delivered<i64>| async move {
            let due = clock::now() + SignedDuration::from_secs(delivered.event.data);
            let is_due = due <= clock::now();
            Ok::<_, std::io::Error>(if is_due { Timing::Done } else { Timing::NotBefore(due) })
        });
        let event = json!({ "detail": {
            "eventId": "Ticket/T-1/1", "eventType": "TicketSold", "schemaVersion": 1,
            "occurredAt": "2026-11-21T00:00:00Z", "aggregate": { "type": "Ticket", "id": "T-1", "version": 1 },
            "correlationId": "c", "causationId": "request/1", "data": seconds,
        }});
        let payload = to_raw_value(&json!({ "Records": [{ "messageId": "1", "body": event.to_string() }] })).unwrap();
        let invocation = Invocation { payload, request_id: "r".into(), deadline: clock::now() };
        let answer: Value = serde_json::from_str(function.call(invocation).await.unwrap().get()).unwrap();
        answer["batchItemFailures"].as_array().unwrap().len()
    }

    #[tokio::test]
    async fn an_early_message_goes_back_as_it_came_with_what_is_left_of_its_delay() {
        let sent = Sent::default();
        assert_eq!(deliver(&sent, -1).await, 0);
        assert!(sent.0.lock().unwrap().is_empty());
        assert_eq!(deliver(&sent, 60).await, 0);
        let (body, delay) = sent.0.lock().unwrap().pop().unwrap();
        assert!(body.contains("Ticket/T-1/1"), "{body}");
        assert_eq!(delay.as_secs(), 60);
    }

    #[tokio::test]
    async fn a_message_that_could_not_be_put_back_has_failed() {
        assert_eq!(deliver(&Sent::default(), 3_600).await, 1);
    }
}
