//! The port to whoever moves the money.

mod configured;
mod https;
mod simulated;

use std::{error::Error, future::Future};

use accommodation_contracts::{PaymentId, calls::CardToken};
use kernel::Won;
use serde::{Deserialize, Serialize};

pub use configured::ConfiguredProvider;
pub use https::HttpsProvider;
pub use simulated::{LedgerEntry, SimulatedProvider};

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
    /// Nothing was done, and nothing ever will be under this key.
    NotCharged,
}

/// There is no verdict: nobody knows whether the money moved.
#[derive(Debug, thiserror::Error)]
#[error("the provider's answer is not known")]
pub struct VerdictUnknown(#[source] pub Box<dyn Error + Send + Sync>);

/// Moves money.
///
/// An implementation MUST charge at most once per key, and pay back at most once per key, however often and concurrently it is asked, and answer the same
/// verdict each time, whatever amount or card comes with a later request. What it cannot tell for certain is
/// [`VerdictUnknown`].
pub trait Provider: Clone + Send + Sync + 'static {
    /// Charges an amount.
    fn charge(
        &self,
        key: &ChargeKey,
        amount: Won,
        card: Option<&CardToken>,
    ) -> impl Future<Output = Result<Verdict, VerdictUnknown>> + Send;

    /// Pays back an amount of a charge; the same refund again is the same refund.
    fn refund(&self, key: &ChargeKey, amount: Won) -> impl Future<Output = Result<(), VerdictUnknown>> + Send;

    /// What became of a charge; nothing if the provider never heard of it.
    fn find(&self, key: &ChargeKey) -> impl Future<Output = Result<Option<Verdict>, VerdictUnknown>> + Send;
}
