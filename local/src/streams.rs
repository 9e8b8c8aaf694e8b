//! DynamoDB Streams: their event source mappings.
//!
//! `mapping` hands batches to a function in the stream's order, `discard` is what becomes of a batch that is given up,
//! `position` remembers how far a mapping is.

mod discard;
mod mapping;
mod position;

pub use mapping::{Deliverer, deliver};
