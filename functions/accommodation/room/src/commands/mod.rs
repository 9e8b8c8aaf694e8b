//! What hosts can do.

pub mod register_room;
