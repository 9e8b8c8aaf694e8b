//! The part of a row that one source owns.

use accommodation_contracts::{
    ReservationNumber, payment::PaymentState, promotion::PromotionState, reservation::ReservationState,
};

use super::Update;

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

/// A slice of a row at one of its source's versions.
pub type SliceUpdate = Update<Slice>;

impl Slice {
    /// The word for its source: its name in the row.
    pub const fn source(&self) -> &'static str {
        match self {
            Self::Reservation(_) => "reservation",
            Self::Payment(_) => "payment",
            Self::Promotion(_) => "promotion",
        }
    }
}

impl SliceUpdate {
    /// The row that it belongs to.
    pub const fn row(&self) -> &ReservationNumber {
        match &self.slice {
            Slice::Reservation(state) => &state.reservation_number,
            Slice::Payment(state) => &state.reservation_number,
            Slice::Promotion(state) => &state.reservation_number,
        }
    }
}
