//! The catalogue, cheapest first: its shelves, and where a room stands on them.

use accommodation_contracts::{
    RoomNumber,
    room::{RoomLabel, RoomState, RoomStatus},
};
use kernel::Won;
use serde::{Deserialize, Serialize};

/// Digits of a price: those of [`Won::MAX`].
const DIGITS: usize = 13;

/// Rooms that are listed together, by price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shelf {
    /// One shard of all rooms.
    Shard(u8),
    /// Those of a type.
    Type(RoomLabel),
}

impl Shelf {
    /// Its key in its index.
    pub fn key(&self) -> String {
        match self {
            Self::Shard(shard) => shard.to_string(),
            Self::Type(label) => label.to_string(),
        }
    }
}

/// Whether a room is in the catalogue: a closed one is, a retired one is not.
pub const fn is_offered(room: &RoomState) -> bool {
    match room.room_status {
        RoomStatus::Empty | RoomStatus::OutOfService => true,
        RoomStatus::Retired => false,
    }
}

/// Where a room stands on a shelf: by its price, then by its number, so that no two are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PriceKey(String);

/// The text is no place on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no place on a shelf")]
pub struct NoPriceKey;

impl PriceKey {
    /// A room's.
    pub fn of(room: &RoomState) -> Self {
        Self(format!("{:0DIGITS$}#{}", room.room_price.get(), room.room_number))
    }

    /// The place as text; texts sort as places do.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PriceKey {
    type Error = NoPriceKey;

    fn try_from(text: String) -> Result<Self, NoPriceKey> {
        let (price, number) = text.split_once('#').ok_or(NoPriceKey)?;
        let is_price = price.len() == DIGITS && price.bytes().all(|byte| byte.is_ascii_digit());
        if is_price && RoomNumber::parse(number).is_ok() { Ok(Self(text)) } else { Err(NoPriceKey) }
    }
}

impl From<PriceKey> for String {
    fn from(key: PriceKey) -> Self {
        key.0
    }
}

/// A stretch of a shelf.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// It begins after this place.
    pub after: Option<PriceKey>,
    /// It ends with the rooms of this price.
    pub max: Option<Won>,
}

impl Stretch {
    /// Texts between which all its places lie and no others do; nothing if it has no place.
    pub fn bounds(&self) -> Option<(String, String)> {
        // A `!` sorts before whatever could go on in a number.
        let first = self.after.as_ref().map_or_else(|| "0".to_owned(), |after| format!("{}!", after.as_str()));
        // `$` comes right after `#`.
        let last = format!("{:0DIGITS$}$", self.max.unwrap_or(Won::MAX).get());
        (first <= last).then_some((first, last))
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples;
    use proptest::prelude::*;

    use super::*;

    fn room(number: &str, price: u64) -> RoomState {
        let room_number = RoomNumber::parse(number).unwrap();
        RoomState { room_number, room_price: Won::parse(price).unwrap(), ..samples::room() }
    }

    proptest! {
        #[test]
        fn rooms_stand_by_price_then_by_number(
            a in ("[0-9A-Z][0-9A-Z._-]{0,3}", 0..200_u64),
            b in ("[0-9A-Z][0-9A-Z._-]{0,3}", 0..200_u64),
        ) {
            let [x, y] = [&a, &b].map(|(number, price)| PriceKey::of(&room(number, *price)));
            prop_assert_eq!(x.cmp(&y), (a.1, &a.0).cmp(&(b.1, &b.0)));
            prop_assert_eq!(PriceKey::try_from(String::from(x.clone())), Ok(x));
        }

        #[test]
        fn a_stretch_holds_what_comes_after_its_start_up_to_its_price(
            after in prop::option::of(("[0-9A-Z][0-9A-Z._-]{0,3}", 0..20_u64)),
            max in prop::option::of(0..20_u64),
            number in "[0-9A-Z][0-9A-Z._-]{0,3}",
            price in 0..20_u64,
        ) {
            let after = after.map(|(number, price)| PriceKey::of(&room(&number, price)));
            let key = PriceKey::of(&room(&number, price));
            let expected = after.as_ref().is_none_or(|after| *after < key) && max.is_none_or(|max| price <= max);
            let stretch = Stretch { after, max: max.map(|max| Won::parse(max).unwrap()) };
            let held = stretch.bounds().is_some_and(|(first, last)| (first..=last).contains(&String::from(key)));
            prop_assert_eq!(held, expected);
        }

        #[test]
        fn a_made_up_place_is_refused(text in ".*") {
            prop_assert!(PriceKey::try_from(text).is_err());
        }
    }

    #[test]
    fn the_dearest_room_has_a_place() {
        let key = PriceKey::of(&room("1", Won::MAX.get()));
        let (_, last) = Stretch::default().bounds().unwrap();
        assert!(PriceKey::try_from(String::from(key.clone())).is_ok() && *key.as_str() < *last);
    }
}
