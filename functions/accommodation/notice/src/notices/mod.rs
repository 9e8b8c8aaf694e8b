//! Where notices are kept.

mod dynamodb;
mod memory;

use std::future::Future;

use accommodation_contracts::CustomerId;
use platform::{listing::Position, store::StoreError};

pub use dynamodb::DynamoNotices;
pub use memory::MemoryNotices;

use crate::domain::Notice;

/// Keeps notices.
///
/// An implementation MUST, in one atomic step, add a notice only where there is none under its [key](Notice::key);
/// anything else leaves the first one as it is and succeeds.
pub trait Notices: Clone + Send + Sync + 'static {
    /// Adds a notice, if it is not there.
    fn add(&self, notice: &Notice) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A customer's notices before a position, newest first, at most `limit`. May be some moments old.
    fn list(
        &self,
        customer: &CustomerId,
        before: &Position,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Notice>, StoreError>> + Send;
}

#[cfg(test)]
mod tests;
