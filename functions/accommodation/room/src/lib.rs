//! Bounded context: the catalogue of rooms.
//!
//! `domain` decides, `commands` let hosts ask for decisions.

pub mod commands;
pub mod domain;

use commands::register_room;
use platform::{
    clients::Aws,
    config::Lookup,
    function::{BuildError, Function},
    http,
    store::DynamoStore,
};

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["register-room"];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    match handler {
        "register-room" => {
            let rooms = DynamoStore::configured(&Aws::new(lookup)?, lookup)?;
            Ok(http::function("register-room", rooms, register_room::handle))
        }
        other => Err(BuildError::unknown_handler(other, HANDLERS)),
    }
}
