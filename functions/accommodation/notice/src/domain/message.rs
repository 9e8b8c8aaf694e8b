//! What a notice tells, in no language: which change of status, and what its text needs to know.

use accommodation_contracts::{
    ReservationNumber,
    payment::{PAYMENT_COMPLETED, PAYMENT_DECLINED, PAYMENT_REFUNDED},
    promotion::{Gift, PROMOTION_REDEEMED, PROMOTION_REVOKED, PROMOTION_SAVED},
    reservation::{
        CHECKED_OUT, PAYMENT_REJECTED, RESERVATION_CANCELLED, RESERVATION_CONFIRMED, RESERVATION_EXPIRED, RESERVED,
    },
    room::RoomLabel,
};
use jiff::{Timestamp, civil::Date};
use kernel::Won;
use serde::{Deserialize, Serialize};

/// A change of status. Kept as `kind`, the name of its event, and `parameters`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "parameters")]
pub enum Message {
    /// Nights are held.
    Reserved(StayParameters),
    /// The reservation is paid for.
    ReservationConfirmed(StayParameters),
    /// It was cancelled.
    ReservationCancelled(StayParameters),
    /// The hold ended unpaid.
    ReservationExpired(StayParameters),
    /// The stay is over.
    CheckedOut(StayParameters),
    /// Money came for a reservation that had ended.
    PaymentRejected(StayParameters),
    /// The money is there.
    PaymentCompleted(PaymentParameters),
    /// The provider refused the charge.
    PaymentDeclined(PaymentParameters),
    /// The money goes back.
    PaymentRefunded(RefundParameters),
    /// Points and gift were granted.
    PromotionSaved(PromotionParameters),
    /// The gift was used.
    PromotionRedeemed(PromotionParameters),
    /// Points and gift were taken back, or will never be given.
    PromotionRevoked(PromotionParameters),
}

/// What is told of a stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StayParameters {
    /// The reservation.
    pub reservation_number: ReservationNumber,
    /// The room's name when it was reserved.
    pub room_name: RoomLabel,
    /// First night.
    pub check_in: Date,
    /// Day of departure.
    pub check_out: Date,
    /// What the stay costs.
    pub payment_price: Won,
    /// Until when the nights are held unpaid.
    pub hold_expires_at: Timestamp,
}

/// What is told of a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentParameters {
    /// What it pays for.
    pub reservation_number: ReservationNumber,
    /// The amount.
    pub payment_price: Won,
}

/// What is told of a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefundParameters {
    /// What had been paid for.
    pub reservation_number: ReservationNumber,
    /// What goes back.
    pub refund_price: Won,
    /// What is kept for a gift that had been used.
    pub deducted_price: Won,
}

/// What is told of a promotion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PromotionParameters {
    /// The stay that earned it.
    pub reservation_number: ReservationNumber,
    /// Points earned.
    pub point: u64,
    /// The gift, if there is one.
    pub service: Option<Gift>,
    /// What the gift that had been used before a refund was worth.
    pub redeemed_value: Option<Won>,
}

impl Message {
    /// The name of the event that it tells of.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Reserved(_) => RESERVED.name,
            Self::ReservationConfirmed(_) => RESERVATION_CONFIRMED.name,
            Self::ReservationCancelled(_) => RESERVATION_CANCELLED.name,
            Self::ReservationExpired(_) => RESERVATION_EXPIRED.name,
            Self::CheckedOut(_) => CHECKED_OUT.name,
            Self::PaymentRejected(_) => PAYMENT_REJECTED.name,
            Self::PaymentCompleted(_) => PAYMENT_COMPLETED.name,
            Self::PaymentDeclined(_) => PAYMENT_DECLINED.name,
            Self::PaymentRefunded(_) => PAYMENT_REFUNDED.name,
            Self::PromotionSaved(_) => PROMOTION_SAVED.name,
            Self::PromotionRedeemed(_) => PROMOTION_REDEEMED.name,
            Self::PromotionRevoked(_) => PROMOTION_REVOKED.name,
        }
    }

    /// The reservation that it all goes back to.
    pub const fn reservation_number(&self) -> &ReservationNumber {
        match self {
            Self::Reserved(stay)
            | Self::ReservationConfirmed(stay)
            | Self::ReservationCancelled(stay)
            | Self::ReservationExpired(stay)
            | Self::CheckedOut(stay)
            | Self::PaymentRejected(stay) => &stay.reservation_number,
            Self::PaymentCompleted(payment) | Self::PaymentDeclined(payment) => &payment.reservation_number,
            Self::PaymentRefunded(refund) => &refund.reservation_number,
            Self::PromotionSaved(promotion)
            | Self::PromotionRedeemed(promotion)
            | Self::PromotionRevoked(promotion) => &promotion.reservation_number,
        }
    }
}
