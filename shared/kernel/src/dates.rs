//! Half-open ranges of local dates, and Korea's calendar.

use jiff::{
    Timestamp, ToSpan,
    civil::Date,
    tz::{Offset, TimeZone},
};

/// Korea Standard Time: UTC+9 all year, so no time-zone database is needed.
pub const KST: Offset = Offset::constant(9);

/// The date in Korea at an instant.
pub fn korean_date(now: Timestamp) -> Date {
    KST.to_datetime(now).date()
}

/// The instant at which the clocks in Korea show `hour`:00 on `date`.
pub fn korean_time(date: Date, hour: i8) -> Option<Timestamp> {
    let local = date.to_datetime(jiff::civil::Time::new(hour, 0, 0, 0).ok()?);
    TimeZone::fixed(KST).to_timestamp(local).ok()
}

/// A date in the one form `YYYY-MM-DD` (RFC 3339 `full-date`).
pub fn parse_date(text: &str) -> Result<Date, &'static str> {
    // `Date` itself also reads dates with a time behind them.
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.parse().ok().filter(|_| plain).ok_or("must be a date, YYYY-MM-DD")
}

/// The dates from `start` up to, and without, `end`. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    start: Date,
    end: Date,
}

impl DateRange {
    /// The range `[start, end)`.
    pub fn parse(start: Date, end: Date) -> Result<Self, DateRangeError> {
        if start < end { Ok(Self { start, end }) } else { Err(DateRangeError) }
    }

    /// The first date in the range.
    pub const fn start(self) -> Date {
        self.start
    }

    /// The first date after the range.
    pub const fn end(self) -> Date {
        self.end
    }

    /// How many dates are in the range: at least one.
    pub fn days(self) -> u64 {
        let days = self.start.duration_until(self.end).as_secs() / 86_400;
        u64::try_from(days).unwrap_or_default()
    }

    /// Every date of the range, in order.
    pub fn dates(self) -> impl Iterator<Item = Date> {
        self.start.series(1.day()).take_while(move |date| *date < self.end)
    }
}

/// The range holds no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must end after it starts")]
pub struct DateRangeError;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range() -> impl Strategy<Value = DateRange> {
        (0..400_i32, 1..40_i32).prop_map(|(from, days)| {
            let start = jiff::civil::date(2026, 1, 1) + from.days();
            DateRange::parse(start, start + days.days()).unwrap()
        })
    }

    proptest! {
        #[test]
        fn days_counts_the_dates(a in range()) {
            prop_assert_eq!(usize::try_from(a.days()).unwrap(), a.dates().count());
        }
    }

    #[test]
    fn an_empty_or_backward_range_is_refused() {
        let day = jiff::civil::date(2026, 11, 21);
        assert_eq!(DateRange::parse(day, day), Err(DateRangeError));
        assert_eq!(DateRange::parse(day.tomorrow().unwrap(), day), Err(DateRangeError));
    }

    #[test]
    fn only_a_plain_date_is_a_date() {
        assert_eq!(parse_date("2026-11-21"), Ok(jiff::civil::date(2026, 11, 21)));
        for text in ["2026-11-31", "20261121", "2026-11-21T00:00", "26-11-2026", "", "tomorrow"] {
            assert!(parse_date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn korea_is_nine_hours_ahead() {
        let late: Timestamp = "2026-11-20T15:00:00Z".parse().unwrap();
        assert_eq!(korean_date(late), jiff::civil::date(2026, 11, 21));
        assert_eq!(korean_time(jiff::civil::date(2026, 11, 21), 0), Some(late));
    }
}
