//! Messages that nobody could handle: where they lie, why, and how they get back to where they came from.
//!
//! `graves` are the queues in which they lie, `look` receives without taking away, `letter` reads what is in them; `redrive`
//! sends them `home`, `parked` does so for what the relay put aside.

mod graves;
mod home;
mod letter;
mod look;
mod parked;
mod redrive;

pub use graves::{Grave, Origin, find, find_all};
pub use letter::{Content, EventFacts, Letter, ParkedFacts, PointerFacts};
pub use look::{Looked, look};
pub use redrive::{Redriven, Wanted, drop_one, redrive};
