use accommodation_contracts::{access, room::RoomStatus};
use jiff::ToSpan;
use platform::{
    http,
    store::{Copied, MemoryCopies, MemoryStore},
};
use proptest::prelude::*;
use serde_json::Value;
use testing::{Answer, Api, Person};

use super::*;
use crate::domain::fixtures::room_that_is;

const A_GUEST: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const A_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host" };
const AN_OPERATOR: Person = Person { id: "o-1", name: "Pat", groups: "operator" };

struct Fixture {
    reservations: MemoryStore<Reservation>,
    api: Api,
}

async fn room_is(status: RoomStatus) -> Fixture {
    let (reservations, catalogue) = (MemoryStore::default(), MemoryCopies::default());
    let copy = Copied { value: room_that_is(status), version: 1 };
    catalogue.put("CATALOGUE#101", status.as_str(), &copy, false).await.unwrap();
    reservations.set_attribute("CATALOGUE#101", "status", status.as_str());
    let ports = Ports { reservations: reservations.clone(), catalogue, hold: SignedDuration::from_secs(900) };
    Fixture { reservations, api: Api::of(http::function(&access::RESERVE_ROOM, ports, handle)) }
}

/// A date this many days from today.
fn day(ahead: i32) -> Date {
    korean_date(platform::clock::now()) + ahead.days()
}

fn booking(from: i32, nights: i32) -> Value {
    json!({ "roomNumber": 101, "checkIn": day(from), "checkOut": day(from + nights) })
}

fn with(mut body: Value, fields: Value) -> Value {
    let Value::Object(fields) = fields else { panic!("no object") };
    body.as_object_mut().unwrap().extend(fields);
    body
}

async fn reserve(fixture: &Fixture, caller: Person, body: Value) -> Answer {
    fixture.api.post(caller, &[], &body).await
}

#[tokio::test]
async fn a_reservation_holds_its_nights_and_is_announced() {
    let fixture = room_is(RoomStatus::Empty).await;
    let answer = reserve(&fixture, A_GUEST, with(booking(1, 2), json!({ "paymentPrice": "100000" }))).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let number = answer.body["reservationNumber"].as_str().unwrap();
    assert_eq!(answer.headers["location"], format!("/reservations/{number}"));
    insta::assert_json_snapshot!(answer.body, {
        ".reservationNumber" => "R-…", ".checkIn" => "[date]", ".checkOut" => "[date]",
        ".createdAt" => "[time]", ".holdExpiresAt" => "[time]",
    }, @r#"
    {
      "reservationNumber": "R-…",
      "roomNumber": "101",
      "roomName": "한옥",
      "roomType": "DELUXE",
      "hostId": "h-1",
      "checkIn": "[date]",
      "checkOut": "[date]",
      "customerId": "c-1",
      "customerName": "김하나",
      "paymentPrice": 100000,
      "reserveStatus": "reserve",
      "holdExpiresAt": "[time]",
      "createdAt": "[time]"
    }
    "#);
    assert_eq!(fixture.reservations.published()[0].detail_type, "Reserved");
}

#[tokio::test]
async fn a_night_that_is_taken_is_named_and_the_day_of_departure_is_free() {
    let fixture = room_is(RoomStatus::Empty).await;
    assert_eq!(reserve(&fixture, A_GUEST, booking(3, 2)).await.status, 201);
    let answer = reserve(&fixture, A_GUEST, booking(1, 4)).await;
    assert_eq!((answer.status, answer.problem()), (409, "room-not-available"));
    assert_eq!(answer.body["nights"], json!([day(3), day(4)]));
    assert_eq!(reserve(&fixture, A_GUEST, booking(1, 2)).await.status, 201);
    assert_eq!(reserve(&fixture, A_GUEST, booking(5, 1)).await.status, 201);
}

#[tokio::test]
async fn a_room_that_was_closed_since_its_copy_was_read_is_not_available() {
    let fixture = room_is(RoomStatus::Empty).await;
    fixture.reservations.set_attribute("CATALOGUE#101", "status", "RETIRED");
    let answer = reserve(&fixture, A_GUEST, booking(1, 1)).await;
    assert_eq!((answer.status, answer.problem()), (409, "room-not-available"));
    assert!(fixture.reservations.published().is_empty());
}

#[tokio::test]
async fn what_cannot_be_had_is_refused_in_its_own_words() {
    let fixture = room_is(RoomStatus::Empty).await;
    let unknown = with(booking(1, 1), json!({ "roomNumber": "102" }));
    assert_eq!(reserve(&fixture, A_GUEST, unknown).await.problem(), "room-not-found");
    let cheap = reserve(&fixture, A_GUEST, with(booking(1, 1), json!({ "paymentPrice": 1 }))).await;
    assert_eq!((cheap.status, cheap.problem(), &cheap.body["paymentPrice"]), (409, "price-changed", &json!(50_000)));
    let closed = room_is(RoomStatus::OutOfService).await;
    assert_eq!(reserve(&closed, A_GUEST, booking(1, 1)).await.problem(), "room-not-available");
}

#[tokio::test]
async fn wrong_fields_are_named_and_nothing_is_written() {
    let fixture = room_is(RoomStatus::Empty).await;
    let wrong = json!({ "checkIn": "tomorrow", "paymentPrice": -1, "customerName": "" });
    let answer = reserve(&fixture, A_GUEST, wrong).await;
    assert_eq!(answer.status, 422);
    let named = ["#/roomNumber", "#/checkIn", "#/checkOut", "#/paymentPrice", "#/customerName"];
    assert_eq!(answer.pointers(), named);
    assert_eq!(reserve(&fixture, A_GUEST, booking(1, 31)).await.pointers(), ["#/checkOut"]);
    assert_eq!(reserve(&fixture, A_GUEST, booking(-1, 2)).await.pointers(), ["#/checkIn"]);
    assert!(fixture.reservations.published().is_empty());
}

#[tokio::test]
async fn only_a_host_books_for_another_and_says_for_whom() {
    let fixture = room_is(RoomStatus::Empty).await;
    let for_another = with(booking(1, 1), json!({ "customerId": "c-2", "customerName": "박둘" }));
    assert_eq!(reserve(&fixture, A_GUEST, for_another.clone()).await.status, 403);
    assert_eq!(reserve(&fixture, AN_OPERATOR, for_another.clone()).await.status, 403);
    assert_eq!(reserve(&fixture, A_HOST, booking(1, 1)).await.pointers(), ["#/customerId", "#/customerName"]);
    let answer = reserve(&fixture, A_HOST, for_another).await;
    assert_eq!((answer.status, &answer.body["customerId"]), (201, &json!("c-2")));
}

/// The same room, reserved with an `Idempotency-Key`.
fn keyed(fixture: &Fixture, catalogue: MemoryCopies<RoomState>, key: &'static str) -> Api {
    let (reservations, keys) = (fixture.reservations.clone(), fixture.reservations.clone());
    let ports = Ports { reservations, catalogue, hold: SignedDuration::from_secs(900) };
    Api::of(http::command(&access::RESERVE_ROOM, ports, keys, http::Once::InOneWrite, handle)).with_key(key)
}

#[tokio::test]
async fn a_request_that_is_sent_again_with_its_key_reserves_once() {
    let fixture = room_is(RoomStatus::Empty).await;
    let catalogue = MemoryCopies::default();
    let copy = Copied { value: room_that_is(RoomStatus::Empty), version: 1 };
    catalogue.put("CATALOGUE#101", "EMPTY", &copy, false).await.unwrap();
    let api = keyed(&fixture, catalogue.clone(), "key-1");
    let body = booking(1, 2);
    let (first, second) = tokio::join!(api.post(A_GUEST, &[], &body), api.post(A_GUEST, &[], &body));
    assert_eq!((first.status, second.status), (201, 201), "{first:?} {second:?}");
    assert_eq!((&first.body, &first.headers["location"]), (&second.body, &second.headers["location"]));
    assert_eq!(fixture.reservations.published().len(), 1);
    let again = api.post(A_GUEST, &[], &booking(1, 2)).await;
    assert_eq!((again.status, &again.body, &again.headers["idempotency-replayed"]), (201, &first.body, &json!("true")));
    let other = api.post(A_GUEST, &[], &booking(5, 2)).await;
    assert_eq!((other.status, other.problem()), (422, "idempotency-key-reused"));
    // A refusal is an answer too, and the key of one customer is nobody else's.
    let stranger = Person { id: "c-9", ..A_GUEST };
    for expected in [Value::Null, json!("true")] {
        let taken = api.post(stranger, &[], &booking(1, 2)).await;
        assert_eq!((taken.problem(), &taken.headers["idempotency-replayed"]), ("room-not-available", &expected));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_night_is_sold_twice_and_none_is_refused_without_reason(
        stays in prop::collection::vec((0..20_i32, 1..6_i32), 1..20),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let fixture = room_is(RoomStatus::Empty).await;
            let mut sold: Vec<(i32, i32)> = Vec::new();
            for (from, nights) in stays {
                let answer = reserve(&fixture, A_GUEST, booking(from, nights)).await;
                let free = sold.iter().all(|&(start, end)| from >= end || from + nights <= start);
                assert_eq!(answer.status, if free { 201 } else { 409 }, "{sold:?} then {from} for {nights}");
                if free {
                    sold.push((from, from + nights));
                }
            }
        });
    }
}
