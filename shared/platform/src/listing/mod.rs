//! Lists by creation, newest first: one partition per owner, and one per month and shard for those who see all. A page
//! ends at a position, not at a row, so rows that are written meanwhile move nothing.

mod position;
mod walk;

pub use position::{Month, NoPosition, Position};
pub use walk::{SHARDS, page_of, shard_of, walk};
