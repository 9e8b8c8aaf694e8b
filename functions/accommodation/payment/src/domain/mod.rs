//! The rules of payments.

#[cfg(test)]
pub mod fixtures;
mod payment;
pub mod record_result;
pub mod start_charge;

pub use payment::{Payment, PaymentEvent, StartedCharge};
