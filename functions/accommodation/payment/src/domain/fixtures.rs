//! What the tests of the rules begin with.

use accommodation_contracts::{
    CustomerId, CustomerName, PaymentId, ReservationNumber,
    calls::{ChargePayment, PaymentMethod},
    payment::{PaymentProgress, PaymentState, PaymentStatus},
};
use jiff::{SignedDuration, Timestamp};
use kernel::Won;

use super::{PaymentEvent, StartedCharge};

/// 2026-11-21T00:00:00Z.
pub const NOW: Timestamp = Timestamp::constant(1_795_219_200, 0);
/// How long the provider is waited for.
pub const TIMEOUT: SignedDuration = SignedDuration::from_secs(3);

/// The payment of reservation `R-1`.
pub fn payment_id() -> PaymentId {
    PaymentId::of(&command().reservation_number)
}

/// Charge c-1 for `R-1`.
pub fn command() -> ChargePayment {
    ChargePayment {
        reservation_number: ReservationNumber::of("1").unwrap(),
        payment_price: Won::parse(100_000).unwrap(),
        customer_id: CustomerId::parse("c-1").unwrap(),
        customer_name: CustomerName::parse("김하나").unwrap(),
        method: PaymentMethod::Card,
        card_token: None,
    }
}

/// Its attempt of this number, started then.
pub fn started(attempt: u32, now: Timestamp) -> PaymentEvent {
    let command = command();
    let details = PaymentState {
        payment_id: payment_id(),
        reservation_number: command.reservation_number,
        customer_id: command.customer_id,
        customer_name: command.customer_name,
        payment_price: command.payment_price,
        payment_status: PaymentStatus::N,
        status: PaymentProgress::Pending,
        method: "card".into(),
        attempt,
        completed_at: None,
    };
    PaymentEvent::ChargeStarted(Box::new(StartedCharge { details, pending_until: now + TIMEOUT }))
}
