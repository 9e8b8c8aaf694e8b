//! What payment is asked.

use jiff::SignedDuration;
use kernel::{Refusal, RefusalKind, Won};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CardToken, PaymentMethod};
use crate::{
    CouponId, CustomerId, CustomerName, PaymentId, ReservationNumber, payment::PaymentState, views::PromotionView,
};

/// To payment's `charge-payment`: charge, and have the promotion granted.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChargePayment {
    /// What is paid.
    pub reservation_number: ReservationNumber,
    /// The amount.
    pub payment_price: Won,
    /// Who pays.
    pub customer_id: CustomerId,
    /// That person's name.
    pub customer_name: CustomerName,
    /// How.
    pub method: PaymentMethod,
    /// With which card.
    pub card_token: Option<CardToken>,
    /// The hold has ended: what an earlier attempt left open is settled, and nothing new is charged.
    #[serde(default)]
    pub settle_only: bool,
}

impl ChargePayment {
    /// What the provider, promotion and the writes around them may take together. With less left a charge is not begun: it
    /// would only be left open.
    pub const LEAST: SignedDuration = SignedDuration::from_secs(8);
}

/// The answer to [`ChargePayment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Charged {
    /// The money is there.
    Completed {
        /// The payment.
        payment: Box<PaymentState>,
        /// What it earned.
        promotion: Earned,
        /// Whether this very call completed it.
        newly: bool,
    },
    /// It came after the reservation had ended, and goes back.
    Returned {
        /// The payment.
        payment: Box<PaymentState>,
        /// Whether the provider has paid it back.
        is_paid_back: bool,
    },
    /// It is not, or nobody knows yet.
    Refused(ChargeRefusal),
}

/// Why there is no money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChargeRefusal {
    /// The provider refused the card.
    Declined,
    /// Another call is charging it; that one is over after so many seconds at the latest.
    InProgress(u32),
    /// Not charged, or not known: the next call settles it.
    Unavailable,
    /// Nothing is charged any more: the reservation has ended.
    Void,
    /// Nothing new is charged any more: the hold has ended.
    HoldExpired,
}

impl Refusal for ChargeRefusal {
    fn kind(&self) -> RefusalKind {
        match self {
            Self::Declined => RefusalKind::PaymentRequired,
            Self::InProgress(_) | Self::Void | Self::HoldExpired => RefusalKind::Conflict,
            Self::Unavailable => RefusalKind::Unavailable,
        }
    }

    fn slug(&self) -> &'static str {
        match self {
            Self::Declined => "payment-declined",
            Self::InProgress(_) => "payment-in-progress",
            Self::Unavailable => "payment-unavailable",
            Self::Void => "reservation-cancelled",
            Self::HoldExpired => "hold-expired",
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::Declined => "The card was declined.".into(),
            Self::InProgress(_) => "Another request is paying for this reservation.".into(),
            Self::Unavailable => "The payment cannot be settled now; what was charged is not lost.".into(),
            Self::Void => "The reservation has ended: nothing is charged for it.".into(),
            Self::HoldExpired => "The nights are not held any more.".into(),
        }
    }

    fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Declined | Self::Void | Self::HoldExpired => None,
            Self::InProgress(seconds) => Some(*seconds),
            Self::Unavailable => Some(1),
        }
    }
}

/// What a payment earned, as callers are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Earned {
    /// Points and gift are granted.
    Granted(Box<PromotionView>),
    /// Promotion did not answer in time: it grants later by itself.
    Deferred(DeferredPromotion),
}

/// A promotion that will be granted without anybody asking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeferredPromotion {
    /// The id that it will have.
    pub coupon_id: CouponId,
    /// The payment that earned it.
    pub payment_id: PaymentId,
    /// Always `DEFERRED`.
    pub status: Deferral,
}

/// The one status of a promotion that is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Deferral {
    /// It comes later.
    Deferred,
}

impl Earned {
    /// When asking for a deferred promotion makes sense, in seconds: promotion's own delay.
    pub const fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Granted(_) => None,
            Self::Deferred(_) => Some(5),
        }
    }
}

/// To payment's `payment-facts`: what is known of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentFacts {
    /// The payment asked for.
    pub payment_id: PaymentId,
}

/// The answer to [`PaymentFacts`]: nothing for a payment that does not exist.
pub type KnownPayment = Option<PaymentState>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_with_anything_more_is_refused() {
        let facts = r#"{"paymentId": "P-1", "paymentStatus": "Y"}"#;
        assert!(serde_json::from_str::<PaymentFacts>(facts).is_err());
    }
}
