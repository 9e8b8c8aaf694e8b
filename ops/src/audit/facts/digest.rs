//! States that are only compared.

use std::hash::{DefaultHasher, Hash, Hasher};

use accommodation_contracts::payment::{PaymentProgress, PaymentState, PaymentStatus};
use serde::Serialize;

/// What is kept of a state: the same for equal ones, and for no others but by an accident of one in 10^19.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest(u64);

impl Digest {
    /// A state's.
    pub fn of(state: &impl Serialize) -> Self {
        let mut hasher = DefaultHasher::new();
        serde_json::to_vec(state).unwrap_or_default().hash(&mut hasher);
        Self(hasher.finish())
    }

    /// That of what others are told of a payment. Until the money is there, attempts come and go that nobody hears of.
    pub fn of_payment(state: &PaymentState) -> Self {
        match state.payment_status {
            PaymentStatus::Y | PaymentStatus::R => Self::of(state),
            PaymentStatus::N => {
                let (status, method) = (PaymentProgress::Pending, String::new());
                Self::of(&PaymentState { status, method, attempt: 0, ..state.clone() })
            }
        }
    }
}
