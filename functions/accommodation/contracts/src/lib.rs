//! The published language of accommodation: the identifiers, events and synchronous calls that its contexts exchange. A
//! context may know of another one only what is here.

pub mod access;
pub mod calls;
pub mod catalogue;
pub mod groups;
pub mod ids;
pub mod payment;
pub mod promotion;
pub mod reservation;
pub mod room;
#[cfg(feature = "samples")]
pub mod samples;
pub mod views;

pub use ids::{CouponId, CustomerId, CustomerName, PaymentId, ReservationNumber, RoomNumber};
