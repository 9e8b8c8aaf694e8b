//! The part of a row that one source owns.

use accommodation_contracts::{
    ReservationNumber,
    payment::{self, PaymentState},
    promotion::{self, PromotionState},
    reservation::{self, ReservationState},
};
use jiff::Timestamp;
use kernel::Envelope;
use serde_json::Value;

/// A source's public state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slice {
    /// Who stays where and when, with the room as it was reserved.
    Reservation(Box<ReservationState>),
    /// The money.
    Payment(Box<PaymentState>),
    /// What it earned.
    Promotion(Box<PromotionState>),
}

/// A source's state at one of its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SliceUpdate {
    /// The state.
    pub slice: Slice,
    /// The source's version.
    pub version: u64,
    /// Since when the source has been in this state.
    pub occurred_at: Timestamp,
    /// Whether an operator sent it again: then an equal version counts as newer.
    pub replay: bool,
}

/// The event is none that rows are made of.
#[derive(Debug, thiserror::Error)]
pub enum NoSlice {
    /// No slice comes from aggregates of this type.
    #[error("no slice of a row comes from a `{0}`")]
    Foreign(String),
    /// The event's data is not what its source publishes.
    #[error("the event's data cannot be read")]
    Unreadable(#[from] serde_json::Error),
}

impl SliceUpdate {
    /// What an event says. All events of a source carry its whole state, so its name does not matter.
    pub fn of(event: Envelope<Value>) -> Result<Self, NoSlice> {
        let slice = match event.aggregate.kind.as_str() {
            reservation::AGGREGATE => Slice::Reservation(serde_json::from_value(event.data)?),
            payment::AGGREGATE => Slice::Payment(serde_json::from_value(event.data)?),
            promotion::AGGREGATE => Slice::Promotion(serde_json::from_value(event.data)?),
            other => return Err(NoSlice::Foreign(other.to_owned())),
        };
        let (version, occurred_at, replay) = (event.aggregate.version, event.occurred_at, event.replay);
        Ok(Self { slice, version, occurred_at, replay })
    }

    /// The row that it belongs to.
    pub const fn row(&self) -> &ReservationNumber {
        match &self.slice {
            Slice::Reservation(state) => &state.reservation_number,
            Slice::Payment(state) => &state.reservation_number,
            Slice::Promotion(state) => &state.reservation_number,
        }
    }

    /// Whether it replaces a slice of this version.
    pub const fn replaces(&self, version: u64) -> bool {
        version < self.version || (self.replay && version == self.version)
    }
}
