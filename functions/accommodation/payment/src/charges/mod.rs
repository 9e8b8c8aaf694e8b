//! Charging with the provider, step by step: every step can be repeated, and is found done if it was.

mod case;

use std::time::Duration;

use accommodation_contracts::{calls::ChargeRefusal, payment::PaymentState};
use jiff::Timestamp;

pub use case::Case;

/// What every charge needs.
#[derive(Debug, Clone)]
pub struct Charges<S, V> {
    /// Where payments are.
    pub payments: S,
    /// Who moves the money.
    pub provider: V,
    /// How long the provider is waited for.
    pub timeout: Duration,
}

/// Where a charge stands.
#[derive(Debug)]
pub enum Charge {
    /// It may be sent to the provider.
    Started(Attempt),
    /// An earlier attempt's result is not known.
    Unsettled(u32),
    /// The money is there.
    Paid {
        /// The payment.
        payment: Box<PaymentState>,
        /// Whether this very call brought it.
        newly: bool,
    },
    /// It came when it was not wanted any more, and goes back.
    Returned {
        /// The payment.
        payment: Box<PaymentState>,
        /// Whether the provider has paid it back.
        is_paid_back: bool,
    },
    /// Nobody knows what became of it: it is settled later.
    Open,
    /// It is not.
    Refused(ChargeRefusal),
}

/// An attempt that may be sent.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// Its number.
    pub number: u32,
    /// Until when the provider is waited for.
    pub until: Timestamp,
}

/// What became of an earlier attempt.
#[derive(Debug)]
pub enum Settled {
    /// The charge stands there now.
    Now(Charge),
    /// It did not pay: another may be started.
    Unpaid,
    /// The provider has never heard of it.
    Unheard,
}
