//! What reservation publishes, and what it says when asked.

use jiff::{Timestamp, civil::Date};
use kernel::{EventKind, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CustomerId, CustomerName, ReservationNumber, RoomNumber, room::RoomLabel};

/// Where a reservation stands. `reserve` → `paymentComp` → `checkOut`; `reserve` → `expired`; `reserve` or
/// `paymentComp` → `cancelled`. No other move exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReserveStatus {
    /// Held and unpaid.
    Reserve,
    /// Paid and confirmed.
    PaymentComp,
    /// The stay is over.
    CheckOut,
    /// The hold ended unpaid.
    Expired,
    /// Cancelled by the customer or the host.
    Cancelled,
}

impl ReserveStatus {
    /// The word for it in JSON and in queries.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reserve => "reserve",
            Self::PaymentComp => "paymentComp",
            Self::CheckOut => "checkOut",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// The status that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Reserve, Self::PaymentComp, Self::CheckOut, Self::Expired, Self::Cancelled]
            .into_iter()
            .find(|status| status.as_str() == word)
    }
}

/// A reservation's public state, with the room as it was when reserved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReservationState {
    /// Its number: its identity.
    pub reservation_number: ReservationNumber,
    /// The room.
    pub room_number: RoomNumber,
    /// The room's name when it was reserved.
    pub room_name: RoomLabel,
    /// The room's type when it was reserved.
    pub room_type: RoomLabel,
    /// The room's host when it was reserved.
    pub host_id: CustomerId,
    /// First night.
    pub check_in: Date,
    /// Day of departure: its night is free.
    pub check_out: Date,
    /// Who stays and pays.
    pub customer_id: CustomerId,
    /// That person's name.
    pub customer_name: CustomerName,
    /// Nights times the price per night when reserved: what is to be paid.
    pub payment_price: Won,
    /// Where it stands.
    pub reserve_status: ReserveStatus,
    /// Until when the nights are held unpaid.
    pub hold_expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
}

/// `aggregate.type` of its events.
pub const AGGREGATE: &str = "Reservation";

const SOURCE: &str = "accommodation.reservation";

/// Nights are held for a customer.
pub const RESERVED: EventKind<ReservationState> = EventKind::new("Reserved", SOURCE, 1);
/// The reservation is paid for.
pub const RESERVATION_CONFIRMED: EventKind<ReservationState> = EventKind::new("ReservationConfirmed", SOURCE, 1);
/// The customer or the host cancelled it: its nights are free.
pub const RESERVATION_CANCELLED: EventKind<ReservationState> = EventKind::new("ReservationCancelled", SOURCE, 1);
/// The hold ended unpaid: its nights are free.
pub const RESERVATION_EXPIRED: EventKind<ReservationState> = EventKind::new("ReservationExpired", SOURCE, 1);
/// The host checked the guest out: what remains of its nights is free.
pub const CHECKED_OUT: EventKind<ReservationState> = EventKind::new("CheckedOut", SOURCE, 1);
/// Money came for a reservation that had ended: it goes back.
pub const PAYMENT_REJECTED: EventKind<ReservationState> = EventKind::new("PaymentRejected", SOURCE, 1);
