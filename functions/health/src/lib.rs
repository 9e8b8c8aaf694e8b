//! In progress.
use platform::{config::Lookup, function::{BuildError, Function}};

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &[];

/// Builds a handler.
pub fn build(handler: &str, _lookup: &Lookup) -> Result<Function, BuildError> {
    Err(BuildError::unknown_handler(handler, HANDLERS))
}
