//! What callers can read of payments.

pub mod get_payment;
pub mod payment_facts;
