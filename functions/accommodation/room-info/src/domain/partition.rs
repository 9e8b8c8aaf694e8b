//! Which rows are listed together.

use accommodation_contracts::{CustomerId, reservation::ReserveStatus};
use platform::listing::Month;

/// Rows that are listed together, in the order of their positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Partition {
    /// Those of a customer, maybe only those of a status.
    Customer(CustomerId, Option<ReserveStatus>),
    /// One shard of those created in a month, maybe only those of a status.
    Month(Month, u8, Option<ReserveStatus>),
}

impl Partition {
    /// Its key in its index.
    pub fn key(&self) -> String {
        match self {
            Self::Customer(customer, None) => customer.to_string(),
            Self::Customer(customer, Some(status)) => format!("{}#{customer}", status.as_str()),
            Self::Month(month, shard, None) => format!("{month}#{shard}"),
            Self::Month(month, shard, Some(status)) => format!("{month}#{shard}#{}", status.as_str()),
        }
    }
}
