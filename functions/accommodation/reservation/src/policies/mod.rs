//! What other contexts' events cause here.

pub mod confirm_reservation;
pub mod copy_catalogue;
pub mod expire_reservation;
pub mod note_refund;
