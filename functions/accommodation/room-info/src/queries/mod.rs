//! What callers can read.

pub mod get_room_info;
pub mod list_room_infos;
