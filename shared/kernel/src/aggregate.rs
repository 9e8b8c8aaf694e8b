//! What an aggregate is: state that evolves by its own events, some of which it announces to others.

use std::marker::PhantomData;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// A consistency boundary: one thing whose rules hold at every moment, because all its changes are decided on its
/// whole state and written at once.
pub trait Aggregate: Clone + Send + Sync + 'static {
    /// The name in keys and in `aggregate.type` of events.
    const TYPE: &'static str;
    /// What can happen to it.
    type Event: Clone + Send + Sync + 'static;

    /// The state after `event`. Total: it neither validates nor fails, since the event has happened.
    fn evolve(state: Option<Self>, event: &Self::Event) -> Option<Self>;

    /// The keys that it has to itself: no two aggregates of a context ever have the same. Taken and given back in the very
    /// write that changes the state.
    fn claims(&self) -> Vec<String> {
        Vec::new()
    }

    /// Under whom, and since when, it is listed; nothing for one that nobody lists.
    fn listed(&self) -> Option<Listed> {
        None
    }

    /// What is still to be done about it, for a reconciler to find should every message about it be lost.
    fn open_work(&self) -> Option<OpenWork> {
        None
    }

    /// The event that tells where it stands, for consumers that have to hear of it again. One that is announced: it is asked
    /// for only once something was.
    fn current(&self) -> Self::Event;

    /// What the world hears of `event`, given the state after it; nothing for an event that is nobody else's business.
    fn announce(&self, event: &Self::Event) -> Result<Option<Announcement>, serde_json::Error>;
}

/// Where an aggregate is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Whose it is.
    pub owner: String,
    /// Since when there is one.
    pub since: Timestamp,
}

/// Work on an aggregate that is not done yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenWork {
    /// What is to be done: reconcilers look for one kind each.
    pub kind: &'static str,
    /// When it should have been done.
    pub due: Timestamp,
}

/// A published event's name, origin and schema, with the type of its data.
#[derive(Debug)]
pub struct EventKind<D> {
    /// The event's name: `eventType` in the envelope and `detail-type` on the bus.
    pub name: &'static str,
    /// `source` on the bus.
    pub source: &'static str,
    /// Version of the schema of the data.
    pub schema_version: u32,
    data: PhantomData<fn() -> D>,
}

impl<D> EventKind<D> {
    /// A kind of event.
    pub const fn new(name: &'static str, source: &'static str, schema_version: u32) -> Self {
        Self { name, source, schema_version, data: PhantomData }
    }
}

impl<D: Serialize> EventKind<D> {
    /// An event of this kind with the aggregate's public state.
    pub fn announce(&self, data: &D) -> Result<Announcement, serde_json::Error> {
        Ok(Announcement {
            name: self.name,
            source: self.source,
            schema_version: self.schema_version,
            data: serde_json::to_value(data)?,
        })
    }
}

/// A published event before it has its envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct Announcement {
    /// The event's name.
    pub name: &'static str,
    /// The context that publishes it.
    pub source: &'static str,
    /// Version of the schema of the data.
    pub schema_version: u32,
    /// The aggregate's public state.
    pub data: Value,
}
