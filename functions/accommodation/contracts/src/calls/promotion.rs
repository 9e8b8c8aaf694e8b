//! What promotion is asked.

use kernel::Won;
use serde::{Deserialize, Serialize};

use crate::{payment::PaymentState, promotion::PromotionState};

/// To promotion's `save-promotion`: grant what a payment earned, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SavePromotion {
    /// The payment, as its owner states it.
    pub payment: PaymentState,
}

/// The answer to [`SavePromotion`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PromotionAnswer {
    /// It is granted.
    Granted {
        /// The promotion.
        promotion: Box<PromotionState>,
        /// Whether this very call granted it.
        newly: bool,
    },
    /// The payment is not completed: nothing was granted.
    NotCompleted,
    /// It was revoked before: the payment goes back, or went.
    Revoked,
}

/// To promotion's `revoke-promotion`: the payment goes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevokePromotion {
    /// The payment, as its owner states it.
    pub payment: PaymentState,
}

/// The answer to [`RevokePromotion`]: from now on there is no promotion of this payment, and never will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PromotionRevoked {
    /// What the gift was worth that had been used before; nothing if it had not.
    pub redeemed_value: Won,
}
