//! Where rows are kept.

mod dynamodb;
mod memory;

use std::future::Future;

use accommodation_contracts::ReservationNumber;
use platform::store::StoreError;

pub use dynamodb::DynamoRows;
pub use memory::MemoryRows;

use crate::domain::{Partition, Position, Row, SliceUpdate};

/// Keeps rows.
///
/// An implementation MUST change one slice in one atomic step, and only by an update that
/// [replaces](SliceUpdate::replaces) what is there; anything else leaves the row as it is and succeeds. It lists rows
/// whose reservation is known, under the keys of their latest reservation.
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

#[cfg(test)]
mod tests;
