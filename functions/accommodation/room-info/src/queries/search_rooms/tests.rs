use accommodation_contracts::{
    RoomNumber, access,
    reservation::{ReservationState, ReserveStatus},
    samples::{NOW, reserved, room},
};
use platform::{clock, http};
use serde_json::json;
use testing::{Answer, Api, Person};

use super::*;
use crate::{
    domain::{
        Slice,
        fixtures::{room_update, update},
    },
    rows::{MemoryRows, Rows},
};

const A_GUEST: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const A_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host" };
const AN_OPERATOR: Person = Person { id: "o-1", name: "최운영", groups: "operator" };
const NOBODY: Person = Person { id: "x-1", name: "X", groups: "" };

/// Reservation R-1 is for these nights of room 101.
const ITS_NIGHTS: &str = "checkIn=2026-12-24&checkOut=2026-12-26";

fn a_room(number: &str, price: u64, kind: &str) -> RoomState {
    RoomState {
        room_number: RoomNumber::parse(number).unwrap(),
        room_price: Won::parse(price).unwrap(),
        room_type: RoomLabel::parse(kind).unwrap(),
        ..room()
    }
}

/// Rooms 101 to 108, the dearest first; every other one is a suite.
async fn catalogue() -> MemoryRows {
    let rooms = MemoryRows::default();
    for index in 1..=8 {
        let kind = if index % 2 == 0 { "SUITE" } else { "DELUXE" };
        let state = a_room(&format!("10{index}"), 100_000 - 10_000 * index, kind);
        rooms.put(&room_update(state, 1)).await.unwrap();
    }
    rooms
}

async fn search(rooms: &MemoryRows, caller: Person, query: &str) -> Answer {
    Api::of(http::function(&access::SEARCH_ROOMS, rooms.clone(), handle)).get(caller, &[], query).await
}

fn of_each(answer: &Answer, field: &str) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

fn numbers(answer: &Answer) -> Vec<String> {
    of_each(answer, "roomNumber")
}

async fn all_pages(rooms: &MemoryRows, filter: &str, limit: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut query = format!("{filter}&limit={limit}");
    loop {
        let answer = search(rooms, A_GUEST, &query).await;
        assert!(numbers(&answer).len() <= limit);
        found.extend(numbers(&answer));
        match answer.body["nextCursor"].as_str() {
            Some(cursor) => query = format!("{filter}&limit={limit}&cursor={cursor}"),
            None => return found,
        }
    }
}

async fn reserve(rooms: &MemoryRows, state: ReservationState, version: u64) {
    rooms.update(&update(Slice::Reservation(Box::new(state)), version, 0)).await.unwrap();
}

async fn statuses(rooms: &MemoryRows, query: &str) -> Vec<String> {
    of_each(&search(rooms, A_GUEST, query).await, "roomStatus")
}

#[tokio::test]
async fn a_room_shows_what_a_guest_chooses_by() {
    let rooms = MemoryRows::default();
    rooms.put(&room_update(room(), 1)).await.unwrap();
    for caller in [A_GUEST, A_HOST, AN_OPERATOR, NOBODY] {
        let answer = search(&rooms, caller, "").await;
        let expected = json!({ "items": [{
            "roomNumber": "101", "roomName": "한옥", "roomType": "DELUXE", "roomPrice": 50_000, "hostId": "h-1",
            "roomStatus": "EMPTY",
        }], "nextCursor": null });
        assert_eq!((answer.status, answer.body), (200, expected));
    }
}

#[tokio::test]
async fn pages_of_any_size_show_every_room_once_cheapest_first() {
    let rooms = catalogue().await;
    for limit in [1, 2, 3, 7, 8, 100] {
        let everything = ["108", "107", "106", "105", "104", "103", "102", "101"];
        assert_eq!(all_pages(&rooms, "", limit).await, everything, "limit {limit}");
        assert_eq!(all_pages(&rooms, "roomType=SUITE", limit).await, ["108", "106", "104", "102"], "limit {limit}");
        assert_eq!(all_pages(&rooms, "maxPrice=40000", limit).await, ["108", "107", "106"], "limit {limit}");
        let both = "roomType=SUITE&maxPrice=40000";
        assert_eq!(all_pages(&rooms, both, limit).await, ["108", "106"], "limit {limit}");
    }
    assert!(all_pages(&rooms, "roomType=suite", 9).await.is_empty());
}

#[tokio::test]
async fn a_room_that_comes_between_two_pages_moves_none_of_the_others() {
    let rooms = catalogue().await;
    let first = search(&rooms, A_GUEST, "limit=2").await;
    rooms.put(&room_update(a_room("100", 1, "DELUXE"), 1)).await.unwrap();
    let cursor = first.body["nextCursor"].as_str().unwrap();
    let second = search(&rooms, A_GUEST, &format!("limit=2&cursor={cursor}")).await;
    assert_eq!(numbers(&second), ["106", "105"]);
    assert_eq!(numbers(&search(&rooms, A_GUEST, &format!("maxPrice=10000&cursor={cursor}")).await), [""; 0]);
}

#[tokio::test]
async fn a_room_is_reserved_if_any_night_of_the_range_is_taken() {
    let rooms = MemoryRows::default();
    rooms.put(&room_update(room(), 1)).await.unwrap();
    reserve(&rooms, reserved(), 1).await;
    for range in [ITS_NIGHTS, "checkIn=2026-12-25&checkOut=2027-01-24", "checkIn=2026-12-23&checkOut=2026-12-25"] {
        assert_eq!(statuses(&rooms, range).await, ["RESERVED"], "{range}");
    }
    for range in ["checkIn=2026-12-26&checkOut=2026-12-27", "checkIn=2026-12-23&checkOut=2026-12-24"] {
        assert_eq!(statuses(&rooms, range).await, ["EMPTY"], "{range}");
    }
    let cancelled = ReservationState { reserve_status: ReserveStatus::Cancelled, ..reserved() };
    reserve(&rooms, cancelled, 2).await;
    assert_eq!(statuses(&rooms, ITS_NIGHTS).await, ["EMPTY"]);
}

#[tokio::test]
async fn without_dates_it_is_about_tonight_in_korea() {
    let rooms = MemoryRows::default();
    rooms.put(&room_update(room(), 1)).await.unwrap();
    let today = korean_date(clock::now());
    let tonight = ReservationState { check_in: today, check_out: today.tomorrow().unwrap(), ..reserved() };
    reserve(&rooms, tonight, 1).await;
    assert_eq!(statuses(&rooms, "").await, ["RESERVED"]);
}

#[tokio::test]
async fn a_closed_room_is_shown_as_such_and_a_retired_one_is_not_there() {
    let rooms = MemoryRows::default();
    for (version, (status, shown)) in
        (1..).zip([(RoomStatus::OutOfService, vec!["OUT_OF_SERVICE"]), (RoomStatus::Retired, Vec::new())])
    {
        rooms.put(&room_update(RoomState { room_status: status, ..room() }, version)).await.unwrap();
        assert_eq!(statuses(&rooms, ITS_NIGHTS).await, shown);
    }
}

#[tokio::test]
async fn dates_come_in_pairs_of_1_to_30_nights() {
    let refused = |query: &'static str| async move {
        let answer = search(&MemoryRows::default(), NOBODY, query).await;
        assert_eq!(answer.status, 422, "{query}");
        answer.pointers().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(refused("checkIn=2026-12-24").await, ["?checkOut"]);
    assert_eq!(refused("checkOut=2026-12-24").await, ["?checkIn"]);
    assert_eq!(refused("checkIn=tomorrow").await, ["?checkIn", "?checkOut"]);
    assert_eq!(refused("checkIn=2026-12-24&checkOut=2026-12-24").await, ["?checkOut"]);
    assert_eq!(refused("checkIn=2026-12-01&checkOut=2027-01-01").await, ["?checkOut"]);
    assert_eq!(refused("maxPrice=-1&limit=0&cursor=junk").await, ["?maxPrice", "?limit", "?cursor"]);
    let month = search(&catalogue().await, A_GUEST, "checkIn=2026-12-01&checkOut=2026-12-31").await;
    assert_eq!(month.status, 200);
}

#[tokio::test]
async fn a_made_up_cursor_shows_only_rooms() {
    let rooms = catalogue().await;
    for (position, shown) in [
        (json!("0000000050000#104"), Some(["105", "104", "103", "102", "101"])),
        (json!("50000#104"), None),
        (json!("0000000050000"), None),
        (json!(NOW), None),
    ] {
        let cursor = http::Cursor::encode(&position).unwrap();
        let answer = search(&rooms, A_GUEST, &format!("cursor={cursor}")).await;
        match shown {
            Some(shown) => assert_eq!(numbers(&answer), shown),
            None => assert_eq!(answer.pointers(), ["?cursor"]),
        }
    }
}
