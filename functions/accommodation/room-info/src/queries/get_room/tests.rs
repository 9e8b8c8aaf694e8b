use accommodation_contracts::{
    access,
    reservation::ReservationState,
    room::{RoomState, RoomStatus},
    samples::{reserved, room},
};
use platform::{clock, http};
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
const NOBODY: Person = Person { id: "x-1", name: "X", groups: "" };

/// Room 101, reserved for the nights of 24 and 25 December.
async fn room_101() -> MemoryRows {
    let rows = MemoryRows::default();
    rows.put(&room_update(room(), 1)).await.unwrap();
    rows.update(&update(Slice::Reservation(Box::new(reserved())), 1, 0)).await.unwrap();
    rows
}

async fn get(rows: &MemoryRows, caller: Person, number: &str, query: &str) -> Answer {
    Api::of(http::function(&access::GET_ROOM, rows.clone(), handle)).get(caller, &[("roomNumber", number)], query).await
}

fn nights(answer: &Answer) -> Vec<(&str, &str)> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let nights = answer.body["nights"].as_array().unwrap();
    nights.iter().map(|night| (night["date"].as_str().unwrap(), night["roomStatus"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_room_is_shown_with_each_night_of_the_range() {
    let answer = get(&room_101().await, A_GUEST, "101", "from=2026-12-23&to=2026-12-27").await;
    let expected =
        [("2026-12-23", "EMPTY"), ("2026-12-24", "RESERVED"), ("2026-12-25", "RESERVED"), ("2026-12-26", "EMPTY")];
    assert_eq!(nights(&answer), expected);
    assert_eq!((&answer.body["roomPrice"], &answer.body["roomStatus"]), (&json!(50_000), &json!("EMPTY")));
}

#[tokio::test]
async fn the_calendar_begins_today_in_korea_and_has_thirty_days_unless_told() {
    let rows = room_101().await;
    let today = korean_date(clock::now());
    let answer = get(&rows, A_GUEST, "101", "").await;
    assert_eq!((nights(&answer).len(), nights(&answer)[0].0), (30, today.to_string().as_str()));
    let answer = get(&rows, A_GUEST, "101", "from=2026-12-25").await;
    assert_eq!((nights(&answer).len(), nights(&answer)[0]), (30, ("2026-12-25", "RESERVED")));
    let answer = get(&rows, A_GUEST, "101", &format!("to={}", today.tomorrow().unwrap())).await;
    assert_eq!(nights(&answer).len(), 1);
}

#[tokio::test]
async fn a_stay_that_began_a_month_before_is_still_seen() {
    let rows = room_101().await;
    let long = ReservationState { check_out: reserved().check_in.saturating_add(30.days()), ..reserved() };
    rows.update(&update(Slice::Reservation(Box::new(long)), 2, 0)).await.unwrap();
    let answer = get(&rows, A_GUEST, "101", "from=2027-01-22&to=2027-01-24").await;
    assert_eq!(nights(&answer), [("2027-01-22", "RESERVED"), ("2027-01-23", "EMPTY")]);
}

#[tokio::test]
async fn a_closed_room_has_a_calendar_and_a_retired_one_is_not_found() {
    let rows = room_101().await;
    let of_status = |room_status| RoomState { room_status, ..room() };
    rows.put(&room_update(of_status(RoomStatus::OutOfService), 2)).await.unwrap();
    let answer = get(&rows, A_GUEST, "101", "from=2026-12-23&to=2026-12-25").await;
    assert_eq!(nights(&answer), [("2026-12-23", "OUT_OF_SERVICE"), ("2026-12-24", "OUT_OF_SERVICE")]);
    assert_eq!(answer.body["roomStatus"], "OUT_OF_SERVICE");
    rows.put(&room_update(of_status(RoomStatus::Retired), 3)).await.unwrap();
    for number in ["101", "102", "1 0 1"] {
        let answer = get(&rows, A_GUEST, number, "").await;
        assert_eq!((answer.status, answer.problem()), (404, "room-not-found"), "{number}");
    }
}

#[tokio::test]
async fn a_range_of_1_to_92_days_is_asked_for_before_anything_else_counts() {
    let rows = room_101().await;
    let whole = get(&rows, A_GUEST, "101", "from=2026-12-01&to=2027-03-03").await;
    assert_eq!(nights(&whole).len(), 92);
    for (query, pointer) in [
        ("from=2026-12-01&to=2027-03-04", "?to"),
        ("from=2026-12-01&to=2026-12-01", "?to"),
        ("from=2026-12-01&to=2026-11-30", "?to"),
        ("from=junk&to=2026-11-30", "?from"),
        ("from=2026-12-01&to=junk", "?to"),
    ] {
        let answer = get(&rows, NOBODY, "nowhere", query).await;
        assert_eq!((answer.status, answer.pointers()), (422, vec![pointer]), "{query}");
    }
    assert_eq!(get(&rows, NOBODY, "101", "").await.status, 200, "whoever is signed in");
}
