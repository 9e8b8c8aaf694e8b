//! The rules of the catalogue.

mod price;
pub mod register_room;
mod room;

pub use price::parse_price;
pub use room::{Room, RoomEvent};
