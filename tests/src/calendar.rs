//! Dates as the business has them: Korea's calendar.

use jiff::{Timestamp, ToSpan, civil::Date, tz::Offset};

/// The instant that the tests' own clock shows.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock of the tests")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Today in Korea.
pub fn today() -> Date {
    Offset::constant(9).to_datetime(now()).date()
}

/// The nights from `check_in` up to, and without, `check_out`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The first night.
    pub check_in: Date,
    /// The day of departure.
    pub check_out: Date,
}

impl Stay {
    /// A stay that begins so many days after today.
    pub fn new(days_ahead: i32, nights: i32) -> Self {
        let check_in = today() + days_ahead.days();
        Self { check_in, check_out: check_in + nights.days() }
    }

    /// The same, as if it had begun yesterday: at 15:00 in Korea, so by now at any hour.
    #[must_use]
    pub fn begun(self) -> Self {
        Self { check_in: today() - 1.days(), ..self }
    }

    /// How many nights it has.
    pub fn nights(self) -> u64 {
        let days = (self.check_out - self.check_in).get_days();
        u64::try_from(days).expect("a stay ends after it begins")
    }

    /// Whether the two share a night.
    pub fn overlaps(self, other: Self) -> bool {
        self.check_in < other.check_out && other.check_in < self.check_out
    }
}
