//! The port to whoever moves the money.

mod simulated;

use std::{error::Error, future::Future};

use accommodation_contracts::{PaymentId, calls::CardToken};
use kernel::Won;
use serde::{Deserialize, Serialize};

pub use simulated::SimulatedProvider;

/// Names one attempt to charge: `paymentId#attempt`. The provider's idempotency key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChargeKey(String);

impl ChargeKey {
    /// The key of an attempt.
    pub fn of(payment: &PaymentId, attempt: u32) -> Self {
        Self(format!("{payment}#{attempt}"))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the provider decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The money moved.
    Approved,
    /// The card was refused.
    Declined,
}

/// Why there is no verdict.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The provider says that it did nothing, and will not for this key.
    #[error("the provider did not charge")]
    NotCharged,
    /// Nobody knows whether the money moved.
    #[error("the provider's answer is not known")]
    Unknown(#[source] Box<dyn Error + Send + Sync>),
}

/// Moves money.
///
/// An implementation MUST charge at most once per key, however often and concurrently it is asked, and answer the same
/// verdict each time.
pub trait Provider: Clone + Send + Sync + 'static {
    /// Charges an amount.
    fn charge(
        &self,
        key: &ChargeKey,
        amount: Won,
        card: Option<&CardToken>,
    ) -> impl Future<Output = Result<Verdict, ProviderError>> + Send;

    /// What became of a charge; nothing if the provider never heard of it.
    fn find(&self, key: &ChargeKey) -> impl Future<Output = Result<Option<Verdict>, ProviderError>> + Send;
}
