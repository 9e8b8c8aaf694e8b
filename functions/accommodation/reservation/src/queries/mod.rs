//! What callers can read of the aggregate itself; everything else is in room-info's read model.

pub mod get_reservation;
