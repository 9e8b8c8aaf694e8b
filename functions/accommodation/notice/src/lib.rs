//! Bounded context: messages to people. One notice per change of status of a reservation, a payment or a promotion, made of
//! that change's event.
//!
//! `domain` says what a notice is and how it reads in each language; `notices` is where they are kept; `policies` write,
//! `queries` read.

pub mod domain;
pub mod notices;
pub mod policies;
pub mod queries;

use accommodation_contracts::access;
use notices::DynamoNotices;
use platform::{
    clients::Aws,
    config::Lookup,
    function::{BuildError, Function},
    http, queue,
};
use policies::notify_customer;
use queries::list_notices;

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["notify-customer", "list-notices"];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    let notices = DynamoNotices::configured(&Aws::new(lookup)?, lookup)?;
    Ok(match handler {
        "notify-customer" => queue::batch_function("notify-customer", notices, notify_customer::handle),
        "list-notices" => http::function(&access::LIST_NOTICES, notices, list_notices::handle),
        other => return Err(BuildError::unknown_handler(other, HANDLERS)),
    })
}
