//! A client of the accommodation system for tests that know nothing of it but a base URL and the contract.
//!
//! `ACCOMMODATION_URL` names the system to test; without it, each test binary starts the whole system in its own
//! process. `ACCOMMODATION_IDENTITY_URL` names who signs people in, where the system does not do it itself as the local
//! one does. `ACCOMMODATION_PATIENCE` multiplies every deadline, for systems that are far away or slow.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test stops at the first surprise"
)]

mod answer;
mod audited;
mod begun;
mod booking;
mod calendar;
mod contract;
mod endpoint;
mod hosted;
mod identity;
mod operator;
mod pages;
mod persona;
mod room;
mod settings;
pub mod story;
mod system;
mod waiting;

pub use answer::Answer;
pub use begun::begin;
pub use booking::Booking;
pub use calendar::{Stay, now, today};
pub use contract::Contract;
pub use endpoint::Endpoint;
pub use hosted::{Hosted, hurried_template};
pub use operator::Operator;
pub use pages::{all_items, with_query};
pub use persona::Persona;
pub use room::Room;
pub use settings::{path, patience};
pub use system::System;
pub use waiting::eventually;

/// A text that nobody has used before, starting with `prefix`.
#[expect(clippy::disallowed_methods, reason = "the one place that makes the ids of the tests")]
pub fn unique(prefix: &str) -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    format!("{prefix}-{}", &id[..16])
}
