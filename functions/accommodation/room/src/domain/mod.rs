//! The rules of the catalogue.

pub mod change_room;
#[cfg(test)]
pub mod fixtures;
mod price;
mod refusal;
pub mod register_room;
pub mod retire_room;
mod room;

pub use price::{MAX_PRICE, parse_price};
pub use refusal::RoomRefusal;
pub use room::{Room, RoomEvent};
