//! What a row is.

#[cfg(test)]
pub mod fixtures;
mod partition;
mod position;
mod row;
mod slice;
mod view;

pub use partition::{Partition, SHARDS, shard_of};
pub use position::{Month, Position};
pub use row::{Row, Versioned};
pub use slice::{NoSlice, Slice, SliceUpdate};
pub use view::RoomInfo;
