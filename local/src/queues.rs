//! SQS: queues with visibility timeout, delay and redrive, their JSON protocol, and their event source mappings.
//!
//! `store` keeps the messages, `protocol` answers the SDK, `mapping` hands batches to functions, `event` is the JSON
//! in which it does.

mod digest;
mod event;
mod mapping;
mod message;
mod protocol;
mod rows;
mod store;
#[cfg(test)]
mod tests;

pub use mapping::deliver;
pub use message::NewMessage;
pub use protocol::{SqsError, answer};
pub use store::{QueueError, Queues};
