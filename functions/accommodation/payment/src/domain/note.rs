//! What a completed payment led to was heard of.

use super::{Noted, Payment, PaymentEvent};

/// Decides. No events: it is noted already, or there is nothing to note it on.
pub fn decide(payment: Option<&Payment>, heard: Noted) -> Vec<PaymentEvent> {
    match payment {
        Some(payment) if payment.noted().and(heard) != payment.noted() => vec![PaymentEvent::Noted(heard)],
        Some(_) | None => Vec::new(),
    }
}
