//! The rules of reservations.

pub mod begin_payment;
pub mod catalogue;
pub mod confirm_payment;
#[cfg(test)]
pub mod fixtures;
mod reservation;
pub mod reserve_room;
mod stay;

pub use reservation::{Reservation, ReservationEvent};
pub use stay::{Stay, StayError};
