//! What finds the work that every timer and queue has lost.

pub mod reconcile_reservations;
