//! The rules of payments.

#[cfg(test)]
pub mod fixtures;
pub mod note;
mod payment;
pub mod record_refund;
pub mod record_result;
pub mod request_refund;
pub mod settle_refund;
pub mod start_charge;

pub use payment::{Noted, Payment, PaymentEvent, StartedCharge};
