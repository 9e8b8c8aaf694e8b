//! The queues and their messages. What a receiver may see and when is decided here.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use rusqlite::{Row, params};
use serde::Serialize;
use tokio::sync::watch;

use super::{
    message::{Message, NewMessage},
    rows::{bury, id_of, take},
};
use crate::{
    clock, ids,
    state::{State, StateError},
    template::QueueSpec,
};

/// Why a queue does not do what it is asked for.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// No queue has this name.
    #[error("the queue `{0}` does not exist")]
    NoQueue(String),
    /// The receipt is not that of the message's last delivery.
    #[error("the receipt handle is not that of a message in flight")]
    NotInFlight,
    /// The storage failed.
    #[error(transparent)]
    State(#[from] StateError),
}

/// How many messages a queue holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Depth {
    /// Messages that a receiver would get.
    pub visible: u64,
    /// Messages received and not yet deleted.
    pub in_flight: u64,
    /// Messages not yet received because of a delay.
    pub delayed: u64,
}

/// All queues.
#[derive(Debug)]
pub struct Queues {
    state: Arc<State>,
    queues: BTreeMap<String, Queue>,
}

#[derive(Debug)]
struct Queue {
    spec: QueueSpec,
    changed: watch::Sender<()>,
}

impl Queues {
    /// The queues of the template, over what `state` kept of their messages.
    pub fn new(state: Arc<State>, specs: &[QueueSpec]) -> Self {
        let queue =
            |spec: &QueueSpec| (spec.name.clone(), Queue { spec: spec.clone(), changed: watch::Sender::new(()) });
        Self { state, queues: specs.iter().map(queue).collect() }
    }

    /// The queues' settings, by name.
    pub fn specs(&self) -> impl Iterator<Item = &QueueSpec> {
        self.queues.values().map(|queue| &queue.spec)
    }

    /// The settings of one queue.
    pub fn spec(&self, queue: &str) -> Result<&QueueSpec, QueueError> {
        self.queue(queue).map(|queue| &queue.spec)
    }

    /// Tells when the queue may have something new to receive.
    pub fn changes(&self, queue: &str) -> Result<watch::Receiver<()>, QueueError> {
        self.queue(queue).map(|queue| queue.changed.subscribe())
    }

    /// Sends messages to queues, all of them or none. Answers their ids.
    pub fn send(&self, messages: &[(&str, NewMessage)]) -> Result<Vec<String>, QueueError> {
        let now = clock::now_ms();
        let mut delays = Vec::with_capacity(messages.len());
        for (queue, message) in messages {
            let queue = self.queue(queue)?;
            delays.push(message.delay.unwrap_or(queue.spec.delay));
        }
        let ids = self.state.transact(|transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO message (queue, message_id, body, attributes, sent_ms, visible_ms) VALUES (?, ?, ?, ?, ?, ?)",
            )?;
            let mut ids = Vec::with_capacity(messages.len());
            for ((queue, message), delay) in messages.iter().zip(delays) {
                let id = ids::fresh();
                let attributes = serde_json::to_string(&message.attributes).unwrap_or_default();
                insert.execute(params![queue, id, message.body, attributes, now, now + milliseconds(delay)])?;
                ids.push(id);
            }
            Ok(ids)
        })?;
        for (queue, _) in messages {
            self.wake(queue);
        }
        Ok(ids)
    }

    /// Receives up to `most` messages and hides them for `visibility`, or for the queue's own timeout. Messages that
    /// were received too often already go to the dead-letter queue instead.
    pub fn receive(&self, queue: &str, most: usize, visibility: Option<Duration>) -> Result<Vec<Message>, QueueError> {
        let spec = self.spec(queue)?;
        let now = clock::now_ms();
        let hidden_until = now + milliseconds(visibility.unwrap_or(spec.visibility));
        let (moved, messages) = self.state.transact(|transaction| {
            let moved = match &spec.redrive {
                Some((target, most)) => bury(transaction, queue, target, *most, now)?,
                None => 0,
            };
            Ok((moved, take(transaction, queue, most, now, hidden_until)?))
        })?;
        if let Some((target, _)) = spec.redrive.as_ref().filter(|_| moved > 0) {
            tracing::warn!(queue, dead_letters = moved, "messages were received too often: they are dead letters now");
            self.wake(target);
        }
        Ok(messages)
    }

    /// Deletes the messages with these receipts; a receipt that is no longer valid deletes nothing.
    pub fn delete<'a>(&self, queue: &str, receipts: impl IntoIterator<Item = &'a str>) -> Result<(), QueueError> {
        self.queue(queue)?;
        self.state.transact(|transaction| {
            let mut delete =
                transaction.prepare_cached("DELETE FROM message WHERE id = ? AND queue = ? AND receipt = ?")?;
            for receipt in receipts {
                delete.execute(params![id_of(receipt), queue, receipt])?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Hides a message in flight for this long from now on; nought makes it visible at once.
    pub fn change_visibility(&self, queue: &str, receipt: &str, visibility: Duration) -> Result<(), QueueError> {
        self.queue(queue)?;
        let now = clock::now_ms();
        let changed = self.state.transact(|transaction| {
            transaction.execute(
                "UPDATE message SET visible_ms = ? WHERE id = ? AND queue = ? AND receipt = ? AND visible_ms > ?",
                params![now + milliseconds(visibility), id_of(receipt), queue, receipt, now],
            )
        })?;
        self.wake(queue);
        if changed == 0 { Err(QueueError::NotInFlight) } else { Ok(()) }
    }

    /// When the next hidden message becomes visible, if there is one.
    pub fn next_visible_ms(&self, queue: &str) -> Result<Option<i64>, QueueError> {
        Ok(self.state.transact(|transaction| {
            transaction
                .prepare_cached("SELECT MIN(visible_ms) FROM message WHERE queue = ?")?
                .query_row([queue], |row| row.get(0))
        })?)
    }

    /// How many messages the queue holds.
    pub fn depth(&self, queue: &str) -> Result<Depth, QueueError> {
        self.queue(queue)?;
        let count = |row: &Row<'_>, column| row.get::<_, Option<u64>>(column).map(Option::unwrap_or_default);
        Ok(self.state.transact(|transaction| {
            transaction.query_row(
                "SELECT SUM(visible_ms <= ?1), SUM(visible_ms > ?1 AND received > 0),
                        SUM(visible_ms > ?1 AND received = 0) FROM message WHERE queue = ?2",
                params![clock::now_ms(), queue],
                |row| Ok(Depth { visible: count(row, 0)?, in_flight: count(row, 1)?, delayed: count(row, 2)? }),
            )
        })?)
    }

    /// Forgets messages older than their queue keeps them.
    pub fn forget_expired(&self) -> Result<(), QueueError> {
        for spec in self.specs() {
            let oldest = clock::now_ms() - milliseconds(spec.retention);
            self.state.transact(|transaction| {
                transaction.execute("DELETE FROM message WHERE queue = ? AND sent_ms < ?", params![spec.name, oldest])
            })?;
        }
        Ok(())
    }

    fn queue(&self, name: &str) -> Result<&Queue, QueueError> {
        self.queues.get(name).ok_or_else(|| QueueError::NoQueue(name.to_owned()))
    }

    fn wake(&self, queue: &str) {
        if let Some(queue) = self.queues.get(queue) {
            queue.changed.send_replace(());
        }
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 2)
}
