//! What every context shares and no framework knows: money, dates, identifiers, the event envelope and what an
//! aggregate is. Pure: no clock, no randomness, no I/O.

pub mod access;
pub mod aggregate;
pub mod correlation;
pub mod dates;
pub mod envelope;
pub mod id;
pub mod refusal;
pub mod text;
pub mod won;

pub use access::{Access, Scope, Who};
pub use aggregate::{Aggregate, Announcement, EventKind, Listed, OpenWork};
pub use correlation::CorrelationId;
pub use dates::DateRange;
pub use envelope::{AggregateRef, Envelope, EventId};
pub use refusal::{Refusal, RefusalKind};
pub use text::Text;
pub use won::Won;
