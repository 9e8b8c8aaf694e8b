//! What events and timers cause here.

pub mod note;
pub mod refund_payment;
pub mod settle_payment;
