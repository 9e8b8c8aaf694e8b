//! The provider has paid back what was owed.

use super::{Payment, PaymentEvent};

/// Decides. No events: nothing is owed.
pub fn decide(payment: Option<&Payment>) -> Vec<PaymentEvent> {
    if payment.is_some_and(Payment::owes_refund) { vec![PaymentEvent::RefundSettled] } else { Vec::new() }
}
