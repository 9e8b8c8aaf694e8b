//! A circuit breaker that all instances of a function share: what one of them learns of a callee that is slow, failing or
//! throttled, all know within about a second.
//!
//! As long as nothing fails, it costs one read per second and instance, made while its caller does something else. Whatever
//! is wrong with the breaker itself means closed.

mod dynamodb;
mod instance;
mod shared;
mod state;

pub use dynamodb::{DynamoBreaker, key};
pub use instance::{Breaker, Permit};
pub use shared::{Found, MemoryBreaker, SharedBreaker};
pub use state::{Admission, Position, Probe, Rules, Tally, Transition, Window};
