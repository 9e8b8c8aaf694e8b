//! The event bus.

use std::{error::Error, future::Future};

use aws_sdk_eventbridge::{
    Client,
    types::{PutEventsRequestEntry, PutEventsResultEntry},
};
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
    store::OutboxEntry,
};

/// The most entries in one call: `PutEvents` takes 10.
pub const MAX_ENTRIES: usize = 10;
/// The most bytes in one call: `PutEvents` takes 256 KiB, with some bytes per entry that are not ours.
pub const MAX_BYTES: usize = 240 * 1024;

/// What became of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It is on the bus.
    Published,
    /// The bus is at its limit: so will other entries be.
    Throttled,
    /// The bus failed on this entry, and may not next time.
    Failed(String),
    /// The bus does not take this entry, now or later: the fault is the entry's own.
    Refused(String),
}

/// The whole call failed: nothing is known to be on the bus.
#[derive(Debug, thiserror::Error)]
#[error("the bus did not answer")]
pub struct BusDown(#[source] pub Box<dyn Error + Send + Sync>);

/// Takes events.
///
/// An implementation MUST answer one [`Put`] per entry, in their order, and [`Put::Published`] only for one that the bus
/// has accepted: a call that succeeds may still have lost some of its entries.
pub trait Bus: Clone + Send + Sync + 'static {
    /// Puts at most [`MAX_ENTRIES`] entries of at most [`MAX_BYTES`] together.
    fn put(&self, entries: &[OutboxEntry]) -> impl Future<Output = Result<Vec<Put>, BusDown>> + Send;
}

/// What an entry counts towards [`MAX_BYTES`].
pub const fn bytes(entry: &OutboxEntry) -> usize {
    entry.source.len() + entry.detail_type.len() + entry.detail.len()
}

/// A bus of Amazon `EventBridge`.
#[derive(Debug, Clone)]
pub struct EventBridge {
    client: Client,
    bus: String,
}

impl EventBridge {
    /// The bus of this name.
    pub const fn new(client: Client, bus: String) -> Self {
        Self { client, bus }
    }

    /// The bus that `EVENT_BUS_NAME` names.
    pub fn configured(aws: &Aws, lookup: &Lookup) -> Result<Self, ConfigError> {
        let bus = lookup.required("EVENT_BUS_NAME", "the name of the event bus")?;
        Ok(Self::new(Client::new(aws.retrying()), bus))
    }

    fn entry(&self, entry: &OutboxEntry) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(&entry.source)
            .detail_type(&entry.detail_type)
            .detail(&entry.detail)
            .build()
    }
}

impl Bus for EventBridge {
    async fn put(&self, entries: &[OutboxEntry]) -> Result<Vec<Put>, BusDown> {
        let request =
            self.client.put_events().set_entries(Some(entries.iter().map(|entry| self.entry(entry)).collect()));
        let answer = request.send().await.map_err(|error| BusDown(Box::new(error)))?;
        let mut results: Vec<Put> = answer.entries().iter().map(result).collect();
        // What the answer does not account for is not published.
        results.resize(entries.len(), Put::Failed("no result".to_owned()));
        Ok(results)
    }
}

/// `FailedEntryCount` only sums up what each entry says by itself: an event id, or an error.
fn result(entry: &PutEventsResultEntry) -> Put {
    match (entry.event_id(), entry.error_code()) {
        (Some(_), None) => Put::Published,
        (_, Some("ThrottlingException")) => Put::Throttled,
        (_, Some(code @ ("MalformedDetail" | "InvalidArgument"))) => Put::Refused(code.to_owned()),
        // Whatever else it may be, a limit or a permission for example, can be mended.
        (_, Some(code)) => Put::Failed(code.to_owned()),
        (None, None) => Put::Failed("neither id nor error".to_owned()),
    }
}

#[cfg(test)]
mod tests;
