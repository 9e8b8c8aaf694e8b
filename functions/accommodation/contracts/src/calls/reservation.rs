//! What reservation is asked.

use kernel::{Refusal, RefusalKind, Won};
use serde::{Deserialize, Serialize};

use crate::{
    CustomerId, ReservationNumber, RoomNumber, payment::PaymentState, reservation::ReservationState, views::Refund,
};

/// To reservation's `begin-payment`: keep the hold while a payment is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BeginPayment {
    /// What is to be paid.
    pub reservation_number: ReservationNumber,
    /// Who pays: another's reservation is not found.
    pub customer_id: CustomerId,
    /// What the customer believes the price to be.
    pub payment_price: Option<Won>,
}

/// The answer to [`BeginPayment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PaymentBegun {
    /// It can be charged now. So says also a reservation that is paid: charging again finds the payment there.
    Payable {
        /// The reservation.
        reservation: Box<ReservationState>,
        /// The hold has ended: what an earlier payment left open may still be settled, and nothing new is charged.
        settle_only: bool,
    },
    /// It cannot be paid.
    Refused {
        /// Why not.
        refusal: PaymentRefusal,
        /// Where the money stands that came too late; nothing if none did.
        refund: Option<Refund>,
    },
}

/// To reservation's `close-room`: no reservation may be made of a room that its host is about to close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CloseRoom {
    /// The room.
    pub room_number: RoomNumber,
    /// The version that the room will have once it is closed: news of it lifts the reservation stop.
    pub closing_version: u64,
}

/// The answer to [`CloseRoom`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RoomClosing {
    /// Nobody stays in it from today on, and for some minutes nobody can reserve it.
    Free,
    /// Somebody does.
    HasReservations,
}

/// Why a reservation cannot be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PaymentRefusal {
    /// Absent, or another's.
    NotFound,
    /// The hold has ended.
    HoldExpired,
    /// It was cancelled.
    ReservationCancelled,
    /// The stay is over.
    NotPayable,
    /// The price is not what the customer believes.
    PriceMismatch(Won),
    /// The money for it is not there.
    NotPaid,
}

impl Refusal for PaymentRefusal {
    fn kind(&self) -> RefusalKind {
        match self {
            Self::NotFound => RefusalKind::NotFound,
            Self::HoldExpired
            | Self::ReservationCancelled
            | Self::NotPayable
            | Self::PriceMismatch(_)
            | Self::NotPaid => RefusalKind::Conflict,
        }
    }

    fn slug(&self) -> &'static str {
        match self {
            Self::NotFound => "reservation-not-found",
            Self::HoldExpired => "hold-expired",
            Self::ReservationCancelled => "reservation-cancelled",
            Self::NotPayable => "not-payable",
            Self::PriceMismatch(_) => "price-mismatch",
            Self::NotPaid => "payment-not-completed",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::NotFound => "There is no such reservation.".into(),
            Self::HoldExpired => "The nights are not held any more.".into(),
            Self::ReservationCancelled => "The reservation was cancelled.".into(),
            Self::NotPayable => "The stay is over.".into(),
            Self::PriceMismatch(price) => format!("The price is {price}."),
            Self::NotPaid => "The payment is not completed.".into(),
        }
    }
}

/// To reservation's `confirm-payment`: the money for it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmPayment {
    /// The payment.
    pub payment: PaymentState,
}

/// The answer to [`ConfirmPayment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PaymentConfirmed {
    /// It is confirmed.
    Confirmed {
        /// The reservation after it.
        reservation: Box<ReservationState>,
        /// Whether this very call confirmed it.
        newly: bool,
    },
    /// The money came too late: it goes back.
    Late(PaymentRefusal),
}
