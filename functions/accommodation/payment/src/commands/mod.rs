//! What callers can ask for.

pub mod charge_payment;
pub mod complete_payment;
