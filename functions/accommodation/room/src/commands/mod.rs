//! What hosts can do.

pub mod change_room;
pub mod closing;
pub mod register_room;
pub mod retire_room;
