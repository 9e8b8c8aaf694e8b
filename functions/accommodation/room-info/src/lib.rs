//! Bounded context: the read model behind every query. One row per reservation, made of slices that come from the events
//! of other contexts; one item per room of the catalogue; one account per customer.
//!
//! `domain` says what they are and how events change them; `rows` is where they are kept; `projectors` write, `queries`
//! read.

pub mod domain;
pub mod projectors;
pub mod queries;
pub mod rows;

use accommodation_contracts::access;
use platform::{
    clients::Aws,
    config::Lookup,
    function::{BuildError, Function},
    http, queue,
};
use projectors::project_room_info;
use queries::{get_room, get_room_info, list_room_infos, my_page, search_rooms};
use rows::DynamoRows;

/// The handlers of this binary.
pub const HANDLERS: &[&str] =
    &["project-room-info", "get-room-info", "list-room-infos", "search-rooms", "get-room", "my-page"];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    let rows = DynamoRows::configured(&Aws::new(lookup)?, lookup)?;
    Ok(match handler {
        "project-room-info" => queue::batch_function("project-room-info", rows, project_room_info::handle),
        "get-room-info" => http::function(&access::GET_ROOM_INFO, rows, get_room_info::handle),
        "list-room-infos" => http::function(&access::LIST_ROOM_INFOS, rows, list_room_infos::handle),
        "search-rooms" => http::function(&access::SEARCH_ROOMS, rows, search_rooms::handle),
        "get-room" => http::function(&access::GET_ROOM, rows, get_room::handle),
        "my-page" => http::function(&access::MY_PAGE, rows, my_page::handle),
        other => return Err(BuildError::unknown_handler(other, HANDLERS)),
    })
}
