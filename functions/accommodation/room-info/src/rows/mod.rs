//! Where rows, rooms and accounts are kept: one table, and one port for each kind of item.

mod dynamodb;
mod memory;

use std::future::Future;

use accommodation_contracts::{CustomerId, ReservationNumber, RoomNumber, promotion::PromotionState, room::RoomState};
use kernel::DateRange;
use platform::{listing::Position, store::StoreError};

pub use dynamodb::{DynamoRows, keys};
pub use memory::MemoryRows;

use crate::domain::{Partition, RoomUpdate, Row, Shelf, SliceUpdate, Stretch};

/// Keeps rows.
///
/// An implementation MUST change one slice in one atomic step, and only by an update that
/// [replaces](crate::domain::Update::replaces) what is there; anything else leaves the row as it is and succeeds. In the
/// same step as a promotion it changes the points of its customer, by what the
/// [promotion gains](crate::domain::points_gained). It lists rows whose reservation is known, under the keys of their
/// latest reservation.
pub trait Rows: Clone + Send + Sync + 'static {
    /// Changes a slice of a row, which it makes if need be.
    fn update(&self, update: &SliceUpdate) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The row of a reservation, as last changed.
    fn get(&self, number: &ReservationNumber) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send;

    /// The rows of a partition before a position, newest first, at most `limit`. May be some moments old.
    fn list(
        &self,
        partition: &Partition,
        before: &Position,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;
}

/// Keeps the rooms of the catalogue, and knows from the rows who stays in them.
///
/// An implementation MUST change a room in one atomic step, and only by an update that
/// [replaces](crate::domain::Update::replaces) what is there; anything else leaves the room as it is and succeeds. A
/// retired room is on no shelf.
pub trait Rooms: Clone + Send + Sync + 'static {
    /// Changes a room, which it makes if need be.
    fn put(&self, update: &RoomUpdate) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A room, as last changed; a retired one too.
    fn find(&self, number: &RoomNumber) -> impl Future<Output = Result<Option<RoomState>, StoreError>> + Send;

    /// The rooms in a stretch of a shelf, cheapest first, at most `limit`. May be some moments old.
    fn cheapest(
        &self,
        from: &Shelf,
        stretch: &Stretch,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<RoomState>, StoreError>> + Send;

    /// The nights that [are held](crate::domain::nights_held) of a room by each reservation that holds one in `range`. May
    /// be some moments old.
    fn stays(
        &self,
        room: &RoomNumber,
        range: DateRange,
    ) -> impl Future<Output = Result<Vec<DateRange>, StoreError>> + Send;
}

/// What customers have earned, as [`Rows`] have it.
pub trait Earnings: Clone + Send + Sync + 'static {
    /// A customer's points: those of all its promotions, as last changed.
    fn points(&self, customer: &CustomerId) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// A customer's promotions before a position, newest first, at most `limit`. May be some moments old.
    fn coupons(
        &self,
        customer: &CustomerId,
        before: &Position,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<PromotionState>, StoreError>> + Send;
}

#[cfg(test)]
mod tests;
