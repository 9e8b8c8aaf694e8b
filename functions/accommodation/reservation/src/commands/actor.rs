//! The caller of a request, as the rules see it.

use accommodation_contracts::groups::{CUSTOMER, HOST};
use platform::http::Caller;

use crate::domain::Actor;

/// As whom a caller acts.
pub fn actor(caller: &Caller) -> Actor {
    Actor { id: caller.id.clone(), is_customer: caller.is_in(CUSTOMER), is_host: caller.is_in(HOST) }
}
