//! Rooms, and who stays in them.

use accommodation_contracts::{RoomNumber, room::RoomState};
use kernel::DateRange;
use platform::{listing::shard_of, store::StoreError};

use super::MemoryRows;
use crate::{
    domain::{PriceKey, RoomUpdate, Shelf, Stretch, Versioned, is_offered, nights_held, overlap},
    rows::Rooms,
};

impl Rooms for MemoryRows {
    async fn put(&self, update: &RoomUpdate) -> Result<(), StoreError> {
        let rooms = &mut self.contents().rooms;
        let room = &update.slice;
        if rooms.get(&room.room_number).is_none_or(|kept| update.replaces(kept.version)) {
            let kept = Versioned { state: (**room).clone(), version: update.version, at: update.occurred_at };
            rooms.insert(room.room_number.clone(), kept);
        }
        Ok(())
    }

    async fn find(&self, number: &RoomNumber) -> Result<Option<RoomState>, StoreError> {
        Ok(self.contents().rooms.get(number).map(|kept| kept.state.clone()))
    }

    async fn cheapest(&self, from: &Shelf, stretch: &Stretch, limit: usize) -> Result<Vec<RoomState>, StoreError> {
        let Some((first, last)) = stretch.bounds() else { return Ok(Vec::new()) };
        let contents = self.contents();
        let rooms = contents.rooms.values().map(|kept| (PriceKey::of(&kept.state), &kept.state));
        let bounds = first.as_str()..=last.as_str();
        let rooms = rooms.filter(|(key, room)| is_on(from, room) && bounds.contains(&key.as_str()));
        let mut rooms: Vec<_> = rooms.collect();
        rooms.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        Ok(rooms.into_iter().take(limit).map(|(_, room)| room.clone()).collect())
    }

    async fn stays(&self, room: &RoomNumber, range: DateRange) -> Result<Vec<DateRange>, StoreError> {
        let contents = self.contents();
        let reservations = contents.rows.values().filter_map(|row| Some(&row.reservation.as_ref()?.state));
        let held = reservations.filter(|reservation| reservation.room_number == *room).filter_map(nights_held);
        Ok(held.filter(|stay| overlap(*stay, range)).collect())
    }
}

fn is_on(shelf: &Shelf, room: &RoomState) -> bool {
    is_offered(room)
        && match shelf {
            Shelf::Shard(shard) => *shard == shard_of(room.room_number.as_str()),
            Shelf::Type(label) => *label == room.room_type,
        }
}
