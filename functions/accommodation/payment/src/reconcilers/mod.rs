//! What finds the work that every message has lost.

pub mod reconcile_payments;
