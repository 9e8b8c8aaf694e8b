//! Who people are to this system when they sign in at its own user pool. Elsewhere, the issuer's operators say so.

pub mod assign_group;

use platform::{
    config::Lookup,
    function::{BuildError, Function},
};

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["assign-group"];

/// Builds the handler of this name. It has no settings.
pub fn build(handler: &str, _: &Lookup) -> Result<Function, BuildError> {
    match handler {
        "assign-group" => Ok(assign_group::function()),
        other => Err(BuildError::unknown_handler(other, HANDLERS)),
    }
}
