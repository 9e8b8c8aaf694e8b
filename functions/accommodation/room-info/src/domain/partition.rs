//! Which rows are listed together.

use accommodation_contracts::{CustomerId, ReservationNumber, reservation::ReserveStatus};

use super::Month;

/// Over how many partitions the rows of a month are spread, so that no one of them takes all writes.
pub const SHARDS: u8 = 4;

/// The shard of a row.
pub fn shard_of(number: &ReservationNumber) -> u8 {
    // The number is random, so any spread of its bytes will do.
    let sum = number.as_str().bytes().fold(0_u8, u8::wrapping_add);
    sum % SHARDS
}

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
