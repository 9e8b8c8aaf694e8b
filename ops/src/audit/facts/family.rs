//! A reservation with all that became of it.

use std::sync::Arc;

use accommodation_contracts::{payment::PaymentProgress, promotion::PromotionStatus, reservation::ReserveStatus};
use jiff::{ToSpan, civil::Date};
use kernel::Won;
use reservation::domain::Money;

use super::{Copied, Digest, Source};

/// A reservation, its payment and its promotion, and what others keep of them.
#[derive(Debug, Default)]
pub struct Family {
    /// The reservation.
    pub reservation: Option<ReservationFacts>,
    /// Its payment.
    pub payment: Option<PaymentFacts>,
    /// Its promotion.
    pub promotion: Option<PromotionFacts>,
    /// The read model's row.
    pub row: RowFacts,
    /// The nights that are claimed in its name.
    pub nights: Vec<(Arc<str>, Date)>,
    /// What the simulated provider has approved, and paid back.
    pub charges: Vec<ChargeFacts>,
    /// The notices about it.
    pub notices: Vec<Heard>,
}

/// What is compared of a reservation.
#[derive(Debug)]
pub struct ReservationFacts {
    /// Where it stands.
    pub source: Source,
    /// Its status.
    pub status: ReserveStatus,
    /// What it knows of the money.
    pub money: Money,
    /// The room.
    pub room: Arc<str>,
    /// The first night.
    pub check_in: Date,
    /// How many nights it keeps, from the first on.
    pub nights: i32,
    /// Who stays.
    pub customer: Digest,
    /// The price of the stay.
    pub price: Won,
}

impl ReservationFacts {
    /// The nights that it keeps.
    pub fn kept(&self) -> impl Iterator<Item = Date> {
        (0..self.nights).map(|night| self.check_in.saturating_add(night.days()))
    }

    /// The day after the last night that it keeps.
    pub fn end(&self) -> Date {
        self.check_in.saturating_add(self.nights.days())
    }

    /// Whether it is paid for, and was not given back.
    pub const fn is_confirmed(&self) -> bool {
        matches!(self.status, ReserveStatus::PaymentComp | ReserveStatus::CheckOut)
    }

    /// Whether it has ended without a stay.
    pub const fn is_over(&self) -> bool {
        matches!(self.status, ReserveStatus::Expired | ReserveStatus::Cancelled)
    }
}

/// What is compared of a payment.
#[derive(Debug)]
pub struct PaymentFacts {
    /// Where it stands.
    pub source: Source,
    /// Its status.
    pub progress: PaymentProgress,
    /// Its last attempt, or the one that brought the money.
    pub attempt: u32,
    /// Who pays.
    pub customer: Digest,
    /// The price.
    pub price: Won,
    /// What was paid back, and what was deducted.
    pub refund: Option<(Won, Won)>,
    /// Whether the provider still has to pay that back.
    pub owes: bool,
    /// Whether money that still comes goes back.
    pub refund_requested: bool,
}

impl PaymentFacts {
    /// Whether the provider has had to charge.
    pub const fn was_paid(&self) -> bool {
        matches!(self.progress, PaymentProgress::Completed | PaymentProgress::Refunded)
    }
}

/// What is compared of a promotion.
#[derive(Debug)]
pub struct PromotionFacts {
    /// Where it stands.
    pub source: Source,
    /// Its status.
    pub status: PromotionStatus,
    /// Whose it is.
    pub customer: Arc<str>,
    /// The price that earned it.
    pub price: Won,
    /// Its points.
    pub point: u64,
    /// The value of the gift that had been used when it was revoked.
    pub redeemed: Won,
    /// Whether there was a payment.
    pub is_earned: bool,
}

impl PromotionFacts {
    /// Whether points and gift are the customer's.
    pub const fn is_granted(&self) -> bool {
        matches!(self.status, PromotionStatus::Granted | PromotionStatus::Redeemed)
    }
}

/// What the read model has, by source.
#[derive(Debug, Default)]
pub struct RowFacts {
    /// Of the reservation.
    pub reservation: Option<Copied>,
    /// Of the payment.
    pub payment: Option<Copied>,
    /// Of the promotion.
    pub promotion: Option<Copied>,
}

/// An entry of the simulated provider's ledger that moved money.
#[derive(Debug, Clone, Copy)]
pub struct ChargeFacts {
    /// The attempt.
    pub attempt: u32,
    /// Whether it went back.
    pub is_refund: bool,
    /// How much.
    pub amount: Won,
}

/// What customers hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Reservations.
    Reservation,
    /// Payments.
    Payment,
    /// Promotions.
    Promotion,
}

/// A notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// What it is about.
    pub of: Of,
    /// Which change of that.
    pub version: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bound of an audit's memory, which the operators' handbook names. Beside it: an id, and 24 bytes a night.
    #[test]
    fn a_family_is_small() {
        assert!(size_of::<Family>() <= 768, "{}", size_of::<Family>());
    }
}
