//! What callers are told of the money of a reservation that ended.

use jiff::Timestamp;
use kernel::Won;
use serde::Serialize;

use crate::domain::{Money, Reservation};

/// Where the refund stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Refund {
    status: RefundStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[expect(clippy::struct_field_names, reason = "the words of the contract")]
    refund_price: Option<Won>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deducted_price: Option<Won>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum RefundStatus {
    /// There is nothing to pay back.
    None,
    /// It is on its way, should there be any money.
    Pending,
    /// It is paid back.
    Done,
}

impl Refund {
    /// Where it stands at a time. While a payment is under way nobody knows yet whether there is money.
    pub fn of(reservation: &Reservation, now: Timestamp) -> Self {
        let paying = reservation.paying_until().is_some_and(|until| now < until);
        let (status, refund_price, deducted_price) = match reservation.money() {
            Money::Refunded { refund_price, deducted_price } => {
                (RefundStatus::Done, Some(refund_price), Some(deducted_price))
            }
            Money::Paid | Money::Rejected => (RefundStatus::Pending, None, None),
            Money::None if paying => (RefundStatus::Pending, None, None),
            Money::None => (RefundStatus::None, None, None),
        };
        Self { status, refund_price, deducted_price }
    }
}
