//! What operators do to a running system, on AWS or on the local host: the same calls, another endpoint.
//!
//! `commands` is the command line; `dead_letters` are messages that nobody could handle, `replay` tells consumers again
//! where aggregates stand, `audit` checks that all that was promised holds. `stack` finds the queues and tables of a stack, `consumers` says who listens to what.

pub mod audit;
pub mod commands;
pub mod connection;
pub mod consumers;
pub mod contexts;
pub mod dead_letters;
mod error;
pub mod progress;
pub mod replay;
mod sending;
pub mod stack;

pub use connection::connect;
pub use error::OpsError;
pub use stack::Stack;
