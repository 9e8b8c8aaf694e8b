//! Lambda: the functions of the template, invoked with their concurrency, timeout and faults.
//!
//! `functions` builds them, `invocation` runs one call, `protocol` answers the SDK's `Invoke`, `faults` and `statistics`
//! are what `/dev` shows and sets.

mod faults;
mod functions;
mod invocation;
mod protocol;
mod statistics;

pub use faults::Fault;
pub use functions::{Functions, WiringError};
pub use invocation::{Hosted, InvokeError};
pub use protocol::{INVOKE_PATH, answer};
