//! The rules of reservations.

mod access;
pub mod begin_payment;
pub mod cancel_reservation;
pub mod catalogue;
pub mod check_out;
pub mod confirm_payment;
pub mod expire_reservation;
#[cfg(test)]
pub mod fixtures;
pub mod note_refund;
mod reservation;
pub mod reserve_room;
mod stay;

pub use access::Actor;
pub use reservation::{Money, Reservation, ReservationEvent};
pub use stay::{Stay, StayError, furthest_night, stay_begins};
