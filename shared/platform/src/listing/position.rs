//! Where something stands among others: by creation, newest first.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::id::normalized;
use serde::{Deserialize, Serialize};

/// Digits of milliseconds since 1970: enough until the year 33658.
const DIGITS: usize = 15;

/// The sort key in every index: milliseconds of the creation, then the id, so that no two are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Position(String);

/// The text is no position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no position")]
pub struct NoPosition;

impl Position {
    /// Where something of this id stands that was created then.
    pub fn of(created: Timestamp, id: &str) -> Self {
        Self::new(created, Some(id))
    }

    /// Before everything created at `instant` or later.
    pub fn before(instant: Timestamp) -> Self {
        Self::new(instant, None)
    }

    fn new(created: Timestamp, id: Option<&str>) -> Self {
        let milliseconds = created.as_millisecond().max(0);
        Self(match id {
            Some(id) => format!("{milliseconds:0DIGITS$}#{id}"),
            None => format!("{milliseconds:0DIGITS$}"),
        })
    }

    /// The position as text; texts sort as positions do.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The month that what comes just before it was created in.
    pub fn month_before(&self) -> Month {
        let milliseconds: i64 = self.0.get(..DIGITS).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        // A bare instant at the very start of a month has the month before it in front.
        let last = if self.0.len() > DIGITS { milliseconds } else { milliseconds.saturating_sub(1) };
        Month::of(Timestamp::from_millisecond(last).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

impl TryFrom<String> for Position {
    type Error = NoPosition;

    fn try_from(text: String) -> Result<Self, NoPosition> {
        let (digits, id) = match text.split_once('#') {
            Some((digits, id)) => (digits, Some(id)),
            None => (text.as_str(), None),
        };
        let is_instant = digits.len() == DIGITS
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && digits.parse::<i64>().is_ok_and(|milliseconds| Timestamp::from_millisecond(milliseconds).is_ok());
        if is_instant && id.is_none_or(|id| normalized(id).is_ok()) { Ok(Self(text)) } else { Err(NoPosition) }
    }
}

impl From<Position> for String {
    fn from(position: Position) -> Self {
        position.0
    }
}

/// A month in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

impl Month {
    /// The month before which there is nothing: where walks back in time end.
    pub const FIRST: Self = Self(jiff::civil::date(2026, 1, 1));

    /// The month of an instant.
    pub fn of(instant: Timestamp) -> Self {
        Self(TimeZone::UTC.to_datetime(instant).date().first_of_month())
    }

    /// Its first instant.
    pub fn start(self) -> Timestamp {
        TimeZone::UTC.to_timestamp(self.0.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn position(instant: &str) -> Position {
        Position::of(at(instant), "T-1")
    }

    proptest! {
        #[test]
        fn a_made_up_position_never_panics(text in ".*", digits in "[0-9]{15}") {
            for text in [text, digits.clone(), format!("{digits}#T-1")] {
                if let Ok(position) = Position::try_from(text) {
                    position.month_before();
                }
            }
        }

        #[test]
        fn positions_sort_as_instants_do(a in 0..10_i64.pow(14), b in 0..10_i64.pow(14)) {
            let [a, b] = [a, b].map(|ms| Timestamp::from_millisecond(ms).unwrap());
            prop_assert_eq!(Position::before(a).cmp(&Position::before(b)), a.cmp(&b));
        }
    }

    #[test]
    fn the_month_before_the_start_of_a_month_is_the_last_one() {
        let november = Month::of(at("2026-11-21T00:00:00Z"));
        assert_eq!(november.to_string(), "2026-11");
        assert_eq!(position("2026-11-01T00:00:00Z").month_before(), november);
        assert_eq!(Position::before(at("2026-11-21T00:00:00Z")).month_before(), november);
        assert_eq!(Position::before(november.start()).month_before().to_string(), "2026-10");
    }
}
