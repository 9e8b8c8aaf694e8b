//! The caller of a request, as the rules see it.

use accommodation_contracts::groups::{CUSTOMER, HOST};
use platform::http::Permit;

use crate::domain::Actor;

/// As whom a caller acts by the function that this is the permit of.
pub fn actor(permit: &Permit<'_>) -> Actor {
    Actor { id: permit.caller.id.clone(), is_customer: permit.is_for(CUSTOMER), is_host: permit.is_for(HOST) }
}
