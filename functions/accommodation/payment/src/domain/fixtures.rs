//! What the tests of the rules begin with, beside the samples of the contracts.

use accommodation_contracts::{
    calls::{ChargePayment, PaymentMethod},
    payment::PaymentState,
    samples::{pending, reserved},
};
use jiff::{SignedDuration, Timestamp};

use super::{PaymentEvent, StartedCharge};

/// How long the provider is waited for.
pub const TIMEOUT: SignedDuration = SignedDuration::from_secs(3);

/// Charge c-1 for `R-1`.
pub fn command() -> ChargePayment {
    let reserved = reserved();
    ChargePayment {
        reservation_number: reserved.reservation_number,
        payment_price: reserved.payment_price,
        customer_id: reserved.customer_id,
        customer_name: reserved.customer_name,
        method: PaymentMethod::Card,
        card_token: None,
        settle_only: false,
    }
}

/// Its attempt of this number, started then.
pub fn started(attempt: u32, now: Timestamp) -> PaymentEvent {
    let details = PaymentState { attempt, ..pending() };
    PaymentEvent::ChargeStarted(Box::new(StartedCharge { details, pending_until: now + TIMEOUT }))
}
