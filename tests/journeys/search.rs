//! Looking for a room: which there are, and on which nights they can be had.

use serde_json::{Value, json};
use system_tests::{Booking, Persona, Room, Stay, System, all_items, eventually, patience, today, unique, with_query};

use crate::SHOWN_WITHIN;

/// A room of a type that no other room has.
async fn one_of_its_kind(host: &Persona, customer: &Persona) -> Room {
    Room { kind: unique("TYPE"), ..Room::plan(50_000) }.put_on_sale(host, customer).await
}

/// The rooms of a type for a stay, with `extra` in the query.
async fn found(reader: &Persona, kind: &str, stay: Stay, extra: &[(&str, &str)]) -> Vec<Value> {
    let (check_in, check_out) = (stay.check_in.to_string(), stay.check_out.to_string());
    let mut query = vec![("roomType", kind), ("checkIn", &check_in), ("checkOut", &check_out)];
    query.extend(extra);
    all_items(reader, "/rooms", &query, 1).await
}

/// Waits until the search shows the room with this status for the stay.
async fn shown(reader: &Persona, room: &Room, stay: Stay, status: &str) {
    let what = format!("{} is {status} for {stay:?}", room.number);
    eventually(&what, patience(SHOWN_WITHIN), async || {
        let rooms = found(reader, &room.kind, stay, &[]).await;
        let right = matches!(&rooms[..], [it] if it["roomNumber"] == room.number && it["roomStatus"] == status);
        if right { Ok(()) } else { Err(format!("{rooms:?}")) }
    })
    .await;
}

#[tokio::test]
async fn a_room_is_reserved_for_dates_that_share_a_night_and_empty_for_those_that_only_touch() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = one_of_its_kind(&host, &customer).await;
    shown(&customer, &room, Stay::new(20, 3), "EMPTY").await;
    let booking = Booking::reserve(&customer, &room, Stay::new(20, 3)).await;
    for reader in [&system.customer().await, &host, &system.operator().await] {
        for (from, nights) in [(20, 3), (19, 2), (22, 5), (21, 1), (15, 20)] {
            shown(reader, &room, Stay::new(from, nights), "RESERVED").await;
        }
        for (from, nights) in [(18, 2), (23, 2)] {
            shown(reader, &room, Stay::new(from, nights), "EMPTY").await;
        }
    }
    booking.cancel().await.expect(200);
    shown(&customer, &room, booking.stay, "EMPTY").await;
}

#[tokio::test]
async fn a_found_room_says_what_it_is_and_nothing_of_who_stays_there() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = one_of_its_kind(&host, &customer).await;
    let booking = Booking::reserve(&customer, &room, Stay::new(20, 1)).await;
    let stranger = system.customer().await;
    shown(&stranger, &room, booking.stay, "RESERVED").await;
    let rooms = found(&stranger, &room.kind, booking.stay, &[]).await;
    for (field, value) in room.registration().as_object().expect("an object") {
        assert_eq!(rooms[0][field], *value, "{rooms:?}");
    }
    let calendar = stranger.get(&room.path()).await.expect(200);
    for text in [json!(rooms).to_string(), calendar.text().to_owned()] {
        assert!(!text.contains(&booking.number) && !text.contains(&customer.id), "{text}");
    }
}

#[tokio::test]
async fn rooms_are_found_up_to_a_price() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let kind = unique("TYPE");
    let mut rooms = Vec::new();
    for price in [70_000, 50_000, 60_000] {
        rooms.push(Room { kind: kind.clone(), ..Room::plan(price) }.put_on_sale(&host, &customer).await);
    }
    let cases = [(None, &[0, 1, 2][..]), (Some("60000"), &[1, 2]), (Some("59999"), &[1]), (Some("0"), &[])];
    for (max, expected) in cases {
        let extra: Vec<_> = max.into_iter().map(|max| ("maxPrice", max)).collect();
        let mut expected: Vec<&str> = expected.iter().map(|place: &usize| rooms[*place].number.as_str()).collect();
        expected.sort_unstable();
        eventually(&format!("up to {max:?}: {expected:?}"), patience(SHOWN_WITHIN), async || {
            let found = found(&customer, &kind, Stay::new(20, 1), &extra).await;
            let mut numbers: Vec<&str> = found.iter().filter_map(|room| room["roomNumber"].as_str()).collect();
            numbers.sort_unstable();
            if numbers == expected { Ok(()) } else { Err(format!("{found:?}")) }
        })
        .await;
    }
}

#[tokio::test]
async fn rooms_of_all_types_are_found_cheapest_first() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let rooms = [one_of_its_kind(&host, &customer).await, one_of_its_kind(&host, &customer).await];
    let found = eventually("rooms of both types are found", patience(SHOWN_WITHIN), async || {
        let found = all_items(&customer, "/rooms", &[], 100).await;
        let is_found = |room: &Room| found.iter().any(|one| one["roomNumber"] == room.number);
        if rooms.iter().all(is_found) { Ok(found) } else { Err(format!("{} rooms", found.len())) }
    })
    .await;
    let prices: Vec<_> = found.iter().map(|room| room["roomPrice"].as_u64()).collect();
    assert!(prices.is_sorted(), "{prices:?}");
}

#[tokio::test]
async fn a_search_follows_what_the_host_changes() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = one_of_its_kind(&host, &customer).await;
    let stay = Stay::new(20, 1);
    host.patch(&room.path(), &json!({ "roomStatus": "OUT_OF_SERVICE" })).await.expect(200);
    shown(&customer, &room, stay, "OUT_OF_SERVICE").await;
    let moved = Room { kind: unique("TYPE"), ..room.clone() };
    host.patch(&room.path(), &json!({ "roomStatus": "EMPTY", "roomType": moved.kind })).await.expect(200);
    shown(&customer, &moved, stay, "EMPTY").await;
    assert!(found(&customer, &room.kind, stay, &[]).await.is_empty(), "still under its old type");
}

#[tokio::test]
async fn a_retired_room_is_not_there() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = one_of_its_kind(&host, &customer).await;
    let stay = Stay::new(20, 1);
    shown(&customer, &room, stay, "EMPTY").await;
    host.delete(&room.path()).await.expect(204);
    eventually("the retired room is not found", patience(SHOWN_WITHIN), async || {
        let rooms = found(&customer, &room.kind, stay, &[]).await;
        let calendar = customer.get(&room.path()).await;
        if rooms.is_empty() && calendar.status() == 404 { Ok(()) } else { Err(format!("{rooms:?}, {calendar}")) }
    })
    .await;
    customer.get(&room.path()).await.problem(404, "room-not-found");
    customer.get("/rooms/nothing").await.problem(404, "room-not-found");

    room.clone().put_on_sale(&host, &customer).await;
    shown(&customer, &room, stay, "EMPTY").await;
}

#[tokio::test]
async fn a_calendar_has_one_entry_for_each_night() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = one_of_its_kind(&host, &customer).await;
    Booking::reserve(&customer, &room, Stay::new(20, 2)).await;
    let range = Stay::new(19, 4);
    let (from, to) = (range.check_in.to_string(), range.check_out.to_string());
    let path = with_query(&room.path(), &[("from", &from), ("to", &to)]);
    let nights = [(19, "EMPTY"), (20, "RESERVED"), (21, "RESERVED"), (22, "EMPTY")];
    let nights = nights.map(|(day, status)| json!({ "date": Stay::new(day, 1).check_in, "roomStatus": status }));
    let calendar = eventually("the calendar shows the stay", patience(SHOWN_WITHIN), async || {
        let answer = customer.get(&path).await.expect(200);
        let calendar = answer.json();
        if calendar["nights"] == json!(nights) { Ok(calendar) } else { Err(answer.to_string()) }
    })
    .await;
    for (field, value) in room.registration().as_object().expect("an object") {
        assert_eq!(calendar[field], *value, "{calendar}");
    }
}

#[tokio::test]
async fn a_calendar_has_at_most_92_days() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = one_of_its_kind(&host, &customer).await;
    shown(&customer, &room, Stay::new(20, 1), "EMPTY").await;
    let path = |days: i32| {
        let range = Stay::new(0, days);
        format!("{}?from={}&to={}", room.path(), range.check_in, range.check_out)
    };
    let calendar = customer.get(&path(92)).await.expect(200).json();
    assert_eq!(calendar["nights"].as_array().map(Vec::len), Some(92), "{calendar}");
    for days in [93, 0, -1] {
        let answer = customer.get(&path(days)).await;
        assert_eq!(answer.wrong_fields(), ["?to"], "{days}: {answer}");
    }
    let answer = customer.get(&format!("{}?from=soon&to=later", room.path())).await;
    assert_eq!(answer.wrong_fields(), ["?from", "?to"], "{answer}");
}

#[tokio::test]
async fn a_search_that_breaks_its_rule_is_named() {
    let system = System::connect();
    let customer = system.customer().await;
    let (today, Stay { check_in, check_out }) = (today(), Stay::new(1, 1));
    for (query, wrong) in [
        (format!("checkIn={check_in}"), &["?checkOut"][..]),
        (format!("checkOut={check_out}"), &["?checkIn"]),
        (format!("checkIn={check_in}&checkOut={check_in}"), &["?checkOut"]),
        (format!("checkIn={check_in}&checkOut={today}"), &["?checkOut"]),
        ("checkIn=soon&checkOut=2026-02-30".to_owned(), &["?checkIn", "?checkOut"]),
        ("maxPrice=cheap".to_owned(), &["?maxPrice"]),
        ("maxPrice=-1&limit=0".to_owned(), &["?limit", "?maxPrice"]),
        ("cursor=nonsense".to_owned(), &["?cursor"]),
    ] {
        let answer = customer.get(&format!("/rooms?{query}")).await;
        assert_eq!(answer.wrong_fields(), wrong, "{answer}");
    }
}
