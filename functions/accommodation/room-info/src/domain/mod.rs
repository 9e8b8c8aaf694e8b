//! What a row is, and what a room of the catalogue.

mod account;
mod availability;
#[cfg(test)]
pub mod fixtures;
mod partition;
mod room_view;
mod row;
mod shelf;
mod slice;
mod update;
mod view;

pub use account::{coupon_position, points_gained};
pub use availability::{Availability, MAX_NIGHTS, earliest_check_in, nights_held, overlap};
pub use partition::Partition;
pub use room_view::{Calendar, Night, RoomView};
pub use row::{Row, Versioned, position_of};
pub use shelf::{NoPriceKey, PriceKey, Shelf, Stretch, is_offered};
pub use slice::{Slice, SliceUpdate};
pub use update::{NoTarget, RoomUpdate, Target, Update};
pub use view::RoomInfo;
