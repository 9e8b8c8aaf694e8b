//! Rooms, and who stays in them.

use accommodation_contracts::{
    RoomNumber,
    reservation::{ReservationState, ReserveStatus},
    room::{RoomLabel, RoomState, RoomStatus},
    samples::{NOW, reserved, room},
};
use jiff::civil::date;
use kernel::{DateRange, Won};
use platform::listing::{SHARDS, shard_of};

use crate::{
    domain::{
        PriceKey, RoomUpdate, Shelf, Slice, Stretch,
        fixtures::{reservation, room_update, update},
    },
    rows::{Rooms, Rows},
};

fn priced(number: &str, price: u64) -> RoomState {
    RoomState { room_number: RoomNumber::parse(number).unwrap(), room_price: Won::parse(price).unwrap(), ..room() }
}

fn numbers(rooms: &[RoomState]) -> Vec<&str> {
    rooms.iter().map(|room| room.room_number.as_str()).collect()
}

fn of_type(label: &str) -> Shelf {
    Shelf::Type(RoomLabel::parse(label).unwrap())
}

async fn on<R: Rooms>(rooms: &R, shelf: &Shelf) -> usize {
    rooms.cheapest(shelf, &Stretch::default(), 9).await.unwrap().len()
}

pub async fn only_a_newer_room_or_a_replay_replaces_a_room<R: Rooms>(rooms: R) {
    let number = room().room_number;
    assert_eq!(rooms.find(&number).await.unwrap(), None);
    let dear = priced("101", 90_000);
    rooms.put(&room_update(dear.clone(), 2)).await.unwrap();
    for version in [1, 2] {
        rooms.put(&room_update(room(), version)).await.unwrap();
        assert_eq!(rooms.find(&number).await.unwrap(), Some(dear.clone()));
    }
    rooms.put(&RoomUpdate { replay: true, ..room_update(room(), 2) }).await.unwrap();
    assert_eq!(rooms.find(&number).await.unwrap(), Some(room()));
}

pub async fn rooms_are_listed_cheapest_first_from_a_place_on<R: Rooms>(rooms: R) {
    for (number, price) in [("4", 9_000), ("1", 100_000), ("3", 20_000), ("2", 20_000), ("0", 1_000_000_000_000)] {
        rooms.put(&room_update(priced(number, price), 1)).await.unwrap();
    }
    let shelf = of_type("DELUXE");
    let all = rooms.cheapest(&shelf, &Stretch::default(), 9).await.unwrap();
    assert_eq!(numbers(&all), ["4", "2", "3", "1", "0"]);
    assert_eq!(numbers(&rooms.cheapest(&shelf, &Stretch::default(), 2).await.unwrap()), ["4", "2"]);
    let after = Some(PriceKey::of(&all[1]));
    let rest = Stretch { after: after.clone(), max: None };
    assert_eq!(numbers(&rooms.cheapest(&shelf, &rest, 9).await.unwrap()), ["3", "1", "0"]);
    let cheap = Stretch { after: after.clone(), max: Some(Won::parse(99_999).unwrap()) };
    assert_eq!(numbers(&rooms.cheapest(&shelf, &cheap, 9).await.unwrap()), ["3"]);
    let nothing = Stretch { after, max: Some(Won::parse(10_000).unwrap()) };
    assert!(rooms.cheapest(&shelf, &nothing, 9).await.unwrap().is_empty());
    let mut found = Vec::new();
    for shard in 0..SHARDS {
        found.extend(rooms.cheapest(&Shelf::Shard(shard), &Stretch::default(), 9).await.unwrap());
    }
    assert_eq!(found.len(), 5);
}

pub async fn a_room_moves_with_its_price_and_type<R: Rooms>(rooms: R) {
    rooms.put(&room_update(room(), 1)).await.unwrap();
    let suite = RoomState { room_type: RoomLabel::parse("SUITE").unwrap(), ..priced("101", 300_000) };
    rooms.put(&room_update(suite, 2)).await.unwrap();
    assert_eq!(on(&rooms, &of_type("DELUXE")).await, 0);
    let shard = Shelf::Shard(shard_of("101"));
    for shelf in [&of_type("SUITE"), &shard] {
        let dear = Stretch { after: Some(PriceKey::of(&priced("999", 299_999))), max: None };
        assert_eq!(numbers(&rooms.cheapest(shelf, &dear, 9).await.unwrap()), ["101"]);
    }
}

pub async fn a_retired_room_is_on_no_shelf_and_comes_back<R: Rooms>(rooms: R) {
    let of_status = |room_status| RoomState { room_status, ..room() };
    let shelves = [of_type("DELUXE"), Shelf::Shard(shard_of("101"))];
    let steps = [RoomStatus::Empty, RoomStatus::Retired, RoomStatus::OutOfService];
    for ((version, status), shown) in (1..).zip(steps).zip([1, 0, 1]) {
        rooms.put(&room_update(of_status(status), version)).await.unwrap();
        for shelf in &shelves {
            assert_eq!(on(&rooms, shelf).await, shown, "{status:?}");
        }
        assert_eq!(rooms.find(&room().room_number).await.unwrap(), Some(of_status(status)));
    }
}

fn range(from: (i8, i8), to: (i8, i8)) -> DateRange {
    DateRange::parse(date(2026, from.0, from.1), date(2026, to.0, to.1)).unwrap()
}

async fn book<R: Rows>(rows: &R, number: &str, stay: DateRange) {
    let state = ReservationState { check_in: stay.start(), check_out: stay.end(), ..reservation(number, NOW) };
    rows.update(&update(Slice::Reservation(Box::new(state)), 1, 0)).await.unwrap();
}

pub async fn a_stay_is_found_by_any_of_its_nights<R: Rows + Rooms>(rows: R) {
    let room = room().room_number;
    let month = range((12, 1), (12, 31));
    book(&rows, "long", month).await;
    let found = async |range| rows.stays(&room, range).await.unwrap();
    for (from, to) in [((12, 30), (12, 31)), ((12, 1), (12, 2)), ((11, 1), (12, 2)), ((12, 10), (12, 12))] {
        assert_eq!(found(range(from, to)).await, [month], "{from:?} {to:?}");
    }
    assert!(found(range((11, 1), (12, 1))).await.is_empty());
    let elsewhere = RoomNumber::parse("102").unwrap();
    assert!(rows.stays(&elsewhere, month).await.unwrap().is_empty());
    let after = DateRange::parse(month.end(), month.end().tomorrow().unwrap()).unwrap();
    assert!(found(after).await.is_empty());
}

pub async fn what_has_ended_holds_no_night<R: Rows + Rooms>(rows: R) {
    let state = |reserve_status| Slice::Reservation(Box::new(ReservationState { reserve_status, ..reserved() }));
    let stay = range((12, 24), (12, 26));
    rows.update(&update(state(ReserveStatus::Reserve), 1, 0)).await.unwrap();
    rows.update(&update(state(ReserveStatus::PaymentComp), 2, 0)).await.unwrap();
    assert_eq!(rows.stays(&reserved().room_number, stay).await.unwrap(), [stay]);
    rows.update(&update(state(ReserveStatus::CheckOut), 3, 0)).await.unwrap();
    assert!(rows.stays(&reserved().room_number, stay).await.unwrap().is_empty());
    rows.update(&update(state(ReserveStatus::Reserve), 1, 0)).await.unwrap();
    assert!(rows.stays(&reserved().room_number, stay).await.unwrap().is_empty());
}
