//! The nights that somebody stays.

use jiff::{Timestamp, ToSpan, civil::Date};
use kernel::{DateRange, dates::korean_time};

use super::Reservation;

/// The longest stay, in nights.
const MAX_NIGHTS: u64 = 30;

/// A stay that may be reserved: 1 to 30 nights `[check-in, check-out)`, from today to a year ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay(DateRange);

/// The last night that anybody can have reserved by `today`.
pub fn furthest_night(today: Date) -> Date {
    let nights = i64::try_from(MAX_NIGHTS).unwrap_or_default();
    today.saturating_add(1.year()).saturating_add(nights.days())
}

/// When the stay of a reservation begins: at 15:00 in Korea on the day of arrival.
pub fn stay_begins(reservation: &Reservation) -> Timestamp {
    korean_time(reservation.public().check_in, 15).unwrap_or(Timestamp::MAX)
}

/// Why a stay cannot be reserved, whatever the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StayError {
    /// It has no night, or too many.
    #[error("must be 1 to {MAX_NIGHTS} nights after checkIn")]
    Length,
    /// It begins before today.
    #[error("must not be in the past")]
    Past,
    /// It begins too far ahead.
    #[error("must be at most one year ahead")]
    TooFarAhead,
}

impl Stay {
    /// The stay from `check_in` to `check_out`, asked for on `today`, the date in Korea.
    pub fn parse(check_in: Date, check_out: Date, today: Date) -> Result<Self, StayError> {
        if check_in < today {
            return Err(StayError::Past);
        }
        if check_in > today.saturating_add(1.year()) {
            return Err(StayError::TooFarAhead);
        }
        let range = DateRange::parse(check_in, check_out).map_err(|_| StayError::Length)?;
        if range.days() > MAX_NIGHTS { Err(StayError::Length) } else { Ok(Self(range)) }
    }

    /// First night.
    pub const fn check_in(self) -> Date {
        self.0.start()
    }

    /// Day of departure.
    pub const fn check_out(self) -> Date {
        self.0.end()
    }

    /// How many nights.
    pub fn nights(self) -> u64 {
        self.0.days()
    }

    /// Every night, in order.
    pub fn dates(self) -> impl Iterator<Item = Date> {
        self.0.dates()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 21);

    fn stay(from: i32, nights: i32) -> Result<Stay, StayError> {
        Stay::parse(TODAY + from.days(), TODAY + (from + nights).days(), TODAY)
    }

    #[test]
    fn a_stay_has_1_to_30_nights() {
        assert_eq!(stay(0, 0), Err(StayError::Length));
        assert_eq!(stay(3, -1), Err(StayError::Length));
        assert_eq!(stay(0, 1).unwrap().nights(), 1);
        assert_eq!(stay(0, 30).unwrap().dates().count(), 30);
        assert_eq!(stay(0, 31), Err(StayError::Length));
    }

    #[test]
    fn a_stay_begins_between_today_and_a_year_ahead() {
        assert_eq!(stay(-1, 2), Err(StayError::Past));
        assert!(stay(365, 1).is_ok());
        assert_eq!(stay(366, 1), Err(StayError::TooFarAhead));
        assert_eq!(Stay::parse(Date::MAX, Date::MAX, Date::MAX), Err(StayError::Length));
    }
}
