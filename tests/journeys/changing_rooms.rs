//! Changing, closing and retiring rooms, while people reserve them.

use serde_json::{Value, json};
use system_tests::{Answer, Booking, Persona, Room, Stay, System, eventually, patience};

use crate::SHOWN_WITHIN;

/// A host, a customer, and the host's room.
async fn room(system: &System) -> (Persona, Persona, Room) {
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    (host, customer, room)
}

/// What reserving answers as soon as it is no longer refused as `slug`: a room's events reach reservation in their time.
async fn reserved_once_not(slug: &str, customer: &Persona, body: &Value) -> Answer {
    let what = format!("reserving is no longer refused as {slug}");
    eventually(&what, patience(SHOWN_WITHIN), async || {
        let answer = customer.post("/reservations", body).await;
        if answer.refuses(slug) { Err(answer.to_string()) } else { Ok(answer) }
    })
    .await
}

#[tokio::test]
async fn a_new_price_is_for_new_reservations_and_an_old_one_keeps_its_own() {
    let system = System::connect();
    let (host, customer, room) = room(&system).await;
    let old = Booking::reserve(&customer, &room, Stay::new(10, 2)).await;

    let changed = host.patch(&room.path(), &json!({ "roomPrice": "70000" })).await.expect(200).json();
    assert_eq!(changed["roomPrice"], 70_000, "{changed}");
    let unchanged = [("roomNumber", &room.number), ("roomName", &room.name), ("roomType", &room.kind)];
    for (field, value) in unchanged {
        assert_eq!(changed[field], json!(value), "{changed}");
    }
    let mut body = room.reservation(Stay::new(20, 2));
    body["paymentPrice"] = json!(140_000);
    let new = reserved_once_not("price-changed", &customer, &body).await.expect(201).json();
    assert_eq!(new["paymentPrice"], 140_000, "{new}");

    let reservation = customer.get(&old.path()).await.expect(200).json();
    assert_eq!(reservation["paymentPrice"], 200_000, "{reservation}");
    let paid = old.pay().await.expect(201).json();
    assert_eq!(paid["payment"]["paymentPrice"], 200_000, "{paid}");
}

#[tokio::test]
async fn a_room_out_of_service_is_not_reserved_until_it_is_back() {
    let system = System::connect();
    let (host, customer, room) = room(&system).await;
    let closed = host.patch(&room.path(), &json!({ "roomStatus": "OUT_OF_SERVICE" })).await.expect(200).json();
    assert_eq!(closed["roomStatus"], "OUT_OF_SERVICE", "{closed}");
    let body = room.reservation(Stay::new(10, 1));
    // At once: reservation itself has agreed to it.
    customer.post("/reservations", &body).await.problem(409, "room-not-available");

    let open = host.patch(&room.path(), &json!({ "roomStatus": "EMPTY" })).await.expect(200).json();
    assert_eq!(open["roomStatus"], "EMPTY", "{open}");
    reserved_once_not("room-not-available", &customer, &body).await.expect(201);
}

#[tokio::test]
async fn a_room_with_a_reservation_ahead_is_neither_retired_nor_closed() {
    let system = System::connect();
    let (host, customer, room) = room(&system).await;
    let booking = Booking::reserve(&customer, &room, Stay::new(10, 1)).await;
    let close = json!({ "roomStatus": "OUT_OF_SERVICE" });
    host.delete(&room.path()).await.problem(409, "room-has-reservations");
    host.patch(&room.path(), &close).await.problem(409, "room-has-reservations");
    // What was refused has closed nothing.
    Booking::reserve(&customer, &room, Stay::new(20, 1)).await.cancel().await.expect(200);
    booking.pay().await.expect(201);
    host.delete(&room.path()).await.problem(409, "room-has-reservations");
    // A name is no obstacle.
    host.patch(&room.path(), &json!({ "roomName": "별당" })).await.expect(200);

    booking.cancel().await.expect(200);
    host.patch(&room.path(), &close).await.expect(200);
}

#[tokio::test]
async fn a_retired_room_is_not_found_until_its_number_is_registered_again() {
    let system = System::connect();
    let (host, customer, room) = room(&system).await;
    let retired = host.delete(&room.path()).await.expect(204);
    assert_eq!(retired.text(), "", "{retired}");

    let body = room.reservation(Stay::new(10, 1));
    // Closed at once, and gone as soon as reservation has heard that it is.
    let gone = reserved_once_not("room-not-available", &customer, &body).await;
    gone.problem(404, "room-not-found");
    host.patch(&room.path(), &json!({ "roomPrice": 1 })).await.any_problem(404);

    let again = Room { price: 30_000, ..room };
    let again = again.put_on_sale(&host, &customer).await;
    let booking = Booking::reserve(&customer, &again, Stay::new(10, 1)).await;
    let paid = booking.pay().await.expect(201).json();
    assert_eq!(paid["payment"]["paymentPrice"], 30_000, "{paid}");
}

#[tokio::test]
async fn a_reservation_that_is_over_keeps_no_room_from_being_retired() {
    let system = System::connect();
    let (host, customer, room) = room(&system).await;
    Booking::reserve(&customer, &room, Stay::new(10, 1)).await.cancel().await.expect(200);
    host.delete(&room.path()).await.expect(204);
}

#[tokio::test]
async fn another_hosts_room_is_not_found() {
    let system = System::connect();
    let (host, customer, room) = room(&system).await;
    let other = system.host().await;
    for path in [room.path(), "/rooms/nothing".to_owned()] {
        other.patch(&path, &json!({ "roomPrice": 1 })).await.problem(404, "room-not-found");
        other.delete(&path).await.problem(404, "room-not-found");
    }
    for nobody in [&customer, &system.operator().await] {
        nobody.patch(&room.path(), &json!({ "roomPrice": 1 })).await.any_problem(403);
        nobody.delete(&room.path()).await.any_problem(403);
    }
    let unchanged = host.patch(&room.path(), &json!({})).await.expect(200).json();
    assert_eq!(unchanged["roomPrice"], json!(room.price), "{unchanged}");
}

#[tokio::test]
async fn every_wrong_field_of_a_change_is_named_at_once_and_nothing_changes() {
    let system = System::connect();
    let (host, _, room) = room(&system).await;
    let wrong = json!({ "roomName": "", "roomType": [], "roomPrice": -1, "roomStatus": "RESERVED" });
    let answer = host.patch(&room.path(), &wrong).await;
    assert_eq!(answer.wrong_fields(), ["#/roomName", "#/roomPrice", "#/roomStatus", "#/roomType"], "{answer}");
    let half = json!({ "roomName": "새 이름", "roomPrice": "1.5" });
    let answer = host.patch(&room.path(), &half).await;
    assert_eq!(answer.wrong_fields(), ["#/roomPrice"], "{answer}");
    let unchanged = host.patch(&room.path(), &json!({})).await.expect(200).json();
    assert_eq!(unchanged["roomName"], json!(room.name), "{unchanged}");
}
