//! What payment publishes, and the facts that it answers synchronously.

use jiff::Timestamp;
use kernel::{EventKind, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{CustomerId, CustomerName, PaymentId, ReservationNumber};

/// Whether the money is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PaymentStatus {
    /// Paid.
    Y,
    /// Not paid (yet).
    N,
    /// Refunded.
    R,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentProgress {
    /// A charge was started, and its result is not known.
    Pending,
    /// The last charge did not take place; another may be tried.
    Failed,
    /// The provider refused the last charge; another may be tried.
    Declined,
    /// Paid.
    Completed,
    /// Nothing was charged, and nothing will be: the reservation has ended.
    Void,
    /// Paid back.
    Refunded,
}

/// A payment's public state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PaymentState {
    /// Its id, derived from the reservation's number.
    pub payment_id: PaymentId,
    /// What it pays for.
    pub reservation_number: ReservationNumber,
    /// Who pays.
    pub customer_id: CustomerId,
    /// That person's name.
    pub customer_name: CustomerName,
    /// The amount.
    pub payment_price: Won,
    /// Whether the money is there.
    pub payment_status: PaymentStatus,
    /// Where it stands.
    pub status: PaymentProgress,
    /// How it is paid, `card` for example.
    pub method: String,
    /// Number of the last attempt at the provider, from 1.
    pub attempt: u32,
    /// When the charge completed.
    pub completed_at: Option<Timestamp>,
    /// What was paid back; nothing before a refund.
    #[serde(default)]
    pub refund_price: Option<Won>,
    /// What was kept of it for a gift that had been used; nothing before a refund.
    #[serde(default)]
    pub deducted_price: Option<Won>,
}

/// `aggregate.type` of its events.
pub const AGGREGATE: &str = "Payment";

const SOURCE: &str = "accommodation.payment";

/// The money is there.
pub const PAYMENT_COMPLETED: EventKind<PaymentState> = EventKind::new("PaymentCompleted", SOURCE, 1);
/// The provider refused the charge.
pub const PAYMENT_DECLINED: EventKind<PaymentState> = EventKind::new("PaymentDeclined", SOURCE, 1);
/// The money went back.
pub const PAYMENT_REFUNDED: EventKind<PaymentState> = EventKind::new("PaymentRefunded", SOURCE, 1);
