//! The one place that reads the clock.

use jiff::Timestamp;

/// Now. Domain code is handed it with the command.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
