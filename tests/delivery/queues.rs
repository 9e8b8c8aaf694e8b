//! The queues in front of the consumers.

use std::time::Duration;

use serde_json::json;
use system_tests::{Endpoint, eventually, patience};

use crate::events::Event;

/// Each consumer's queue, by its name in the template, with the events that it is subscribed to.
pub(crate) const CONSUMERS: [(&str, &[&str]); 4] = [
    ("RoomInfoQueue", &["Reserved", "ReservationConfirmed", "PaymentCompleted", "PaymentDeclined", "PromotionSaved"]),
    ("ReservationPaymentQueue", &["PaymentCompleted"]),
    ("ReservationCatalogueQueue", &["RoomRegistered"]),
    ("PromotionPaymentQueue", &["PaymentCompleted"]),
];

/// The queue that the read model is made of.
pub(crate) const ROOM_INFO: &str = CONSUMERS[0].0;

/// The queues of one system.
pub(crate) struct Queues {
    endpoint: Endpoint,
    urls: Vec<String>,
}

/// The queues of timers.
const TIMERS: [&str; 2] = ["HoldTimerQueue", "SettleQueue"];

impl Queues {
    pub(crate) async fn of(endpoint: &Endpoint) -> Self {
        let list = endpoint.sqs("ListQueues", &json!({})).await;
        let urls = list["QueueUrls"].as_array().unwrap_or_else(|| panic!("no queues: {list}"));
        // A timer's message waits by design.
        let is_timer = |url: &&str| TIMERS.iter().any(|timer| url.ends_with(timer));
        let urls = urls.iter().map(|url| url.as_str().expect("a URL"));
        let urls = urls.filter(|url| !is_timer(url)).map(str::to_owned).collect();
        Self { endpoint: endpoint.clone(), urls }
    }

    /// Sends these to a consumer, one after the other, where it is subscribed to them.
    pub(crate) async fn deliver(&self, consumer: &str, events: impl IntoIterator<Item = &Event>) {
        let (_, names) = CONSUMERS.iter().find(|(name, _)| *name == consumer).expect("a consumer");
        for event in events.into_iter().filter(|event| names.contains(&event.name())) {
            self.send(consumer, &event.message()).await;
        }
    }

    /// Sends one message to a queue.
    pub(crate) async fn send(&self, queue: &str, body: &str) {
        self.endpoint.sqs("SendMessage", &json!({ "QueueUrl": self.url(queue), "MessageBody": body })).await;
    }

    /// Waits until no queue holds a message: none waits, none is being handled, none was given up.
    pub(crate) async fn drained(&self) {
        self.until_left(0).await;
    }

    /// Waits until all queues together hold this many messages.
    pub(crate) async fn until_left(&self, expected: u64) {
        let what = format!("{expected} messages are left");
        eventually(&what, patience(Duration::from_mins(2)), async || {
            let mut left = Vec::new();
            for url in &self.urls {
                let depth = self.depth(url).await;
                left.extend((depth > 0).then_some((depth, url)));
            }
            let total: u64 = left.iter().map(|(depth, _)| depth).sum();
            if total == expected { Ok(()) } else { Err(format!("{left:?}")) }
        })
        .await;
    }

    async fn depth(&self, url: &str) -> u64 {
        let question = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
        let answer = self.endpoint.sqs("GetQueueAttributes", &question).await;
        let depths = ["", "NotVisible", "Delayed"].map(|state| {
            let value = &answer["Attributes"][format!("ApproximateNumberOfMessages{state}")];
            let depth = value.as_str().and_then(|depth| depth.parse::<u64>().ok());
            depth.unwrap_or_else(|| panic!("no depth of {url}: {answer}"))
        });
        depths.iter().sum()
    }

    /// The URL of the queue of this name; a dead-letter queue's name has more to it.
    fn url(&self, queue: &str) -> &str {
        let named = self.urls.iter().filter(|url| url.contains(queue));
        named.min_by_key(|url| url.len()).unwrap_or_else(|| panic!("no {queue} among {:?}", self.urls))
    }
}
