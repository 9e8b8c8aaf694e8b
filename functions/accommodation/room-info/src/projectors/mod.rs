//! What writes rows.

pub mod project_room_info;
