//! The keys under which reservation keeps what it knows of rooms.

use accommodation_contracts::RoomNumber;
use jiff::civil::Date;

/// The key of the context's own copy of a room.
pub fn room_key(room: &RoomNumber) -> String {
    format!("CATALOGUE#{room}")
}

/// The key of the lease that stops reservations of a room which its host is about to close.
pub fn closing_key(room: &RoomNumber) -> String {
    format!("CLOSING#{room}")
}

/// The key of one night of one room: whoever holds it, sleeps there.
pub fn night_key(room: &RoomNumber, night: Date) -> String {
    format!("NIGHT#{room}#{night}")
}

/// The night that a key is about.
pub fn night_of(key: &str) -> Option<Date> {
    key.rsplit_once('#')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_found_in_its_key() {
        let night = jiff::civil::date(2026, 12, 24);
        assert_eq!(night_of(&night_key(&RoomNumber::parse("101").unwrap(), night)), Some(night));
    }
}
