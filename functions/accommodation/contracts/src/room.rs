//! What room publishes.

use kernel::{EventKind, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CustomerId, RoomNumber};

/// A name or type of a room, as its host wrote it.
pub type RoomLabel = kernel::Text<100>;

/// Whether a room can be had at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RoomStatus {
    /// Open for reservations.
    Empty,
    /// Closed for now by its host.
    OutOfService,
    /// Not offered any more.
    Retired,
}

impl RoomStatus {
    /// The word for it in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "EMPTY",
            Self::OutOfService => "OUT_OF_SERVICE",
            Self::Retired => "RETIRED",
        }
    }
}

/// A room's public state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoomState {
    /// Its number: its identity.
    pub room_number: RoomNumber,
    /// What guests call it.
    pub room_name: RoomLabel,
    /// Its kind, `DELUXE` for example.
    pub room_type: RoomLabel,
    /// Price per night.
    pub room_price: Won,
    /// Whether it can be reserved.
    pub room_status: RoomStatus,
    /// Its host's `sub`.
    pub host_id: CustomerId,
}

/// `aggregate.type` of its events.
pub const AGGREGATE: &str = "Room";

const SOURCE: &str = "accommodation.room";

/// A host put a room into the catalogue.
pub const ROOM_REGISTERED: EventKind<RoomState> = EventKind::new("RoomRegistered", SOURCE, 1);
/// Its host changed it, opened or closed it.
pub const ROOM_CHANGED: EventKind<RoomState> = EventKind::new("RoomChanged", SOURCE, 1);
/// Its host does not offer it any more.
pub const ROOM_RETIRED: EventKind<RoomState> = EventKind::new("RoomRetired", SOURCE, 1);
