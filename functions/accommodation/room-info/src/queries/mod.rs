//! What callers can read.

pub mod get_room;
pub mod get_room_info;
pub mod list_room_infos;
pub mod my_page;
pub mod search_rooms;

use jiff::SignedDuration;
use platform::{
    clock,
    http::{Fields, Problem},
    listing::Position,
};

/// How far the clocks of those who write rows may be ahead of ours.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// Before the newest of what there is.
fn newest() -> Result<Position, Problem> {
    let start = clock::now().saturating_add(SKEW).map_err(|error| Problem::internal(&error))?;
    Ok(Position::before(start))
}

/// Whether a field is there, right or wrong.
fn is_given(fields: &mut Fields, name: &str) -> bool {
    fields.optional_text(name, |_| Ok::<_, &str>(())).is_some()
}
