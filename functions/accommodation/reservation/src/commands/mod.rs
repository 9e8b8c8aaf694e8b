//! What callers can ask for.

mod actor;
pub mod begin_payment;
pub mod cancel_reservation;
pub mod check_out;
pub mod close_room;
pub mod confirm_payment;
pub mod pay_reservation;
mod refund;
pub mod reserve_room;
