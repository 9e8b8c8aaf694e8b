//! What promotion is asked.

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
}
