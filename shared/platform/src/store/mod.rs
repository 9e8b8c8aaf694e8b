//! Where aggregates are kept: state, version and the events that brought it there as ONE item, written on the condition
//! that nobody else wrote in between. The item's stream record carries the events to the relay, so there is no second
//! write to lose (the "transactional outbox" pattern without a transaction).

mod announced;
mod change;
mod copies;
mod dynamodb;
mod error;
mod execute;
mod guards;
mod keys;
mod listings;
mod memory;
mod outbox;
mod patience;
mod reconciling;
mod scan;
mod transaction;

use std::future::Future;

use kernel::Aggregate;

pub use announced::{Announced, replay_of};
pub use change::{Cause, Change, Claim, Requirement};
pub use copies::{Copied, Copies, DynamoCopies, MemoryCopies};
pub use dynamodb::{DynamoStore, Item, decode, get_item, index_keys, table_name};
pub use error::{CommitError, StoreError};
pub(crate) use execute::execute_sealed;
pub use execute::{ExecuteError, Executed, execute};
pub use guards::{Guards, Lease};
pub use keys::{DynamoKeys, KeyLedger, KeyRecord, KeyState};
pub use listings::{ListingKey, Listings, position_of};
pub use memory::MemoryStore;
pub use outbox::{OutboxEntry, read as read_outbox};
pub use patience::{Attempt, patiently};
pub use reconciling::{OpenWorkIndex, Overdue, announce_again};
pub use scan::{Items, Page, Segment, scan_items};

/// The attribute that holds an item's outbox; the streams' filters name it.
pub const OUTBOX: &str = "outbox";

/// An aggregate as it was read: its state, if it exists, and its version (0 if it does not).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<A> {
    /// The state.
    pub state: Option<A>,
    /// How many events it went through.
    pub version: u64,
    /// Which of them was announced last, if any was.
    pub announced: Option<Announced>,
}

impl<A> Versioned<A> {
    /// Nothing yet.
    pub const fn absent() -> Self {
        Self { state: None, version: 0, announced: None }
    }
}

/// Keeps the aggregates of one type.
///
/// An implementation MUST:
/// - read what was last committed (no stale reads);
/// - commit everything in a change or nothing;
/// - refuse with [`CommitError::Conflict`] unless the aggregate is at the version that the change expects;
/// - refuse with [`CommitError::Taken`] if another owner holds one of the claims, and with [`CommitError::Unmet`] if a
///   requirement does not hold;
/// - accept a change that it has already committed, as often as it comes: an answer may have been lost.
pub trait AggregateStore<A: Aggregate>: Clone + Send + Sync + 'static {
    /// Reads an aggregate.
    fn load(&self, id: &str) -> impl Future<Output = Result<Versioned<A>, StoreError>> + Send;

    /// Writes a change.
    fn commit(&self, change: &Change<A>) -> impl Future<Output = Result<(), CommitError>> + Send;
}
