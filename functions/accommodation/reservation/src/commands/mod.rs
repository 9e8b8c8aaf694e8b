//! What callers can ask for.

pub mod begin_payment;
pub mod confirm_payment;
pub mod pay_reservation;
pub mod reserve_room;
