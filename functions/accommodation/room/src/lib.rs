//! Bounded context: the catalogue of rooms.
//!
//! `domain` decides, `commands` let hosts ask for decisions.

pub mod commands;
pub mod domain;

use accommodation_contracts::access;
use commands::{change_room, closing, register_room, retire_room};
use domain::Room;
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
    function::{BuildError, Function},
    http::{self, Once},
    internal::LambdaCallee,
    store::DynamoStore,
};

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["register-room", "change-room", "retire-room"];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    match handler {
        "register-room" => {
            let rooms: DynamoStore<Room> = DynamoStore::configured(&Aws::new(lookup)?, lookup)?;
            let keys = rooms.clone();
            Ok(http::command(&access::REGISTER_ROOM, rooms, keys, Once::InOneWrite, register_room::handle))
        }
        "change-room" => Ok(http::function(&access::CHANGE_ROOM, closing(lookup)?, change_room::handle)),
        "retire-room" => Ok(http::function(&access::RETIRE_ROOM, closing(lookup)?, retire_room::handle)),
        other => Err(BuildError::unknown_handler(other, HANDLERS)),
    }
}

fn closing(lookup: &Lookup) -> Result<closing::Ports<DynamoStore<Room>, LambdaCallee>, ConfigError> {
    let aws = Aws::new(lookup)?;
    let closing = LambdaCallee::configured(&aws.lambda(), lookup, "CLOSE_ROOM_FUNCTION")?;
    Ok(closing::Ports { rooms: DynamoStore::configured(&aws, lookup)?, closing })
}
