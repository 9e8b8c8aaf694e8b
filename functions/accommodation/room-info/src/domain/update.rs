//! What an event changes here.

use accommodation_contracts::{
    payment, promotion, reservation,
    room::{self, RoomState},
};
use jiff::Timestamp;
use kernel::Envelope;
use serde_json::Value;

use super::{Slice, SliceUpdate};

/// A source's state at one of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update<S> {
    /// The state.
    pub slice: S,
    /// The source's version.
    pub version: u64,
    /// Since when the source has been in this state.
    pub occurred_at: Timestamp,
    /// Whether an operator sent it again: then an equal version counts as newer.
    pub replay: bool,
}

/// A room of the catalogue at one of its versions.
pub type RoomUpdate = Update<Box<RoomState>>;

impl<S> Update<S> {
    /// Whether it replaces a slice of this version.
    pub const fn replaces(&self, version: u64) -> bool {
        version < self.version || (self.replay && version == self.version)
    }
}

/// What is brought up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A slice of a reservation's row.
    Slice(SliceUpdate),
    /// A room of the catalogue.
    Room(RoomUpdate),
}

/// The event is none that anything here is made of.
#[derive(Debug, thiserror::Error)]
pub enum NoTarget {
    /// Nothing here comes from aggregates of this type.
    #[error("nothing here comes from a `{0}`")]
    Foreign(String),
    /// The event's data is not what its source publishes.
    #[error("the event's data cannot be read")]
    Unreadable(#[from] serde_json::Error),
}

impl Target {
    /// What an event says. All events of a source carry its whole state, so its name does not matter.
    pub fn of(event: Envelope<Value>) -> Result<Self, NoTarget> {
        let (version, occurred_at, replay) = (event.aggregate.version, event.occurred_at, event.replay);
        let slice = match event.aggregate.kind.as_str() {
            reservation::AGGREGATE => Slice::Reservation(serde_json::from_value(event.data)?),
            payment::AGGREGATE => Slice::Payment(serde_json::from_value(event.data)?),
            promotion::AGGREGATE => Slice::Promotion(serde_json::from_value(event.data)?),
            room::AGGREGATE => {
                let slice = serde_json::from_value(event.data)?;
                return Ok(Self::Room(RoomUpdate { slice, version, occurred_at, replay }));
            }
            other => return Err(NoTarget::Foreign(other.to_owned())),
        };
        Ok(Self::Slice(SliceUpdate { slice, version, occurred_at, replay }))
    }

    /// The item that it is in, and its place there: two of the same key are the same target.
    pub fn key(&self) -> (String, &'static str) {
        match self {
            Self::Slice(update) => (update.row().to_string(), update.slice.source()),
            Self::Room(update) => (update.slice.room_number.to_string(), "room"),
        }
    }

    /// Whether it replaces `other`, which is the same target.
    pub const fn supersedes(&self, other: &Self) -> bool {
        let known = match other {
            Self::Slice(update) => update.version,
            Self::Room(update) => update.version,
        };
        match self {
            Self::Slice(update) => update.replaces(known),
            Self::Room(update) => update.replaces(known),
        }
    }
}
