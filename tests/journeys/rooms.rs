//! Registering rooms.

use serde_json::json;
use system_tests::{Room, System, unique};

#[tokio::test]
async fn a_registered_room_is_answered_with_its_location() {
    let system = System::connect();
    let host = system.host().await;
    let room = Room::plan(100_000);
    let answer = host.post("/rooms", &room.registration()).await.expect(201);
    assert_eq!(answer.header("location"), Some(format!("/rooms/{}", room.number).as_str()), "{answer}");
    let body = answer.json();
    for (field, value) in room.registration().as_object().expect("an object") {
        assert_eq!(body[field], *value, "{field}: {answer}");
    }
}

#[tokio::test]
async fn a_room_number_of_any_script_has_a_location_that_is_a_uri() {
    let system = System::connect();
    let host = system.host().await;
    let room = Room { number: format!("{}호", unique("별관")), ..Room::plan(100_000) };
    let answer = host.post("/rooms", &room.registration()).await.expect(201);
    assert_eq!(answer.str("roomNumber"), room.number, "{answer}");
    let ascii = room.number.trim_start_matches("별관").trim_end_matches('호');
    let location = format!("/rooms/%EB%B3%84%EA%B4%80{ascii}%ED%98%B8");
    assert_eq!(answer.header("location"), Some(location.as_str()), "{answer}");
}

#[tokio::test]
async fn a_room_number_is_given_once() {
    let system = System::connect();
    let (host, other) = (system.host().await, system.host().await);
    let room = Room::plan(100_000);
    host.post("/rooms", &room.registration()).await.expect(201);
    let mut another = room.registration();
    another["roomName"] = json!("다른 방");
    host.post("/rooms", &another).await.problem(409, "room-exists");
    other.post("/rooms", &another).await.problem(409, "room-exists");
    // Registering is not repeating: also the very same registration is refused.
    host.post("/rooms", &room.registration()).await.problem(409, "room-exists");
}

#[tokio::test]
async fn a_price_may_be_a_numeric_string_and_unknown_fields_are_ignored() {
    let system = System::connect();
    let host = system.host().await;
    let mut body = Room::plan(1).registration();
    body["roomPrice"] = json!("100000");
    body["minibar"] = json!({ "beer": 2 });
    let answer = host.post("/rooms", &body).await.expect(201);
    assert_eq!(answer.json()["roomPrice"], 100_000, "{answer}");
}

#[tokio::test]
async fn only_hosts_register_rooms() {
    let system = System::connect();
    for groups in [&["customer"][..], &["operator"], &["hosts", "Host"]] {
        let persona = system.persona("아무개", groups).await;
        let answer = persona.post("/rooms", &Room::plan(1).registration()).await;
        assert_eq!(answer.status(), 403, "{groups:?}: {answer}");
        answer.any_problem(403);
    }
    let both = system.persona("이중", &["customer", "host"]).await;
    both.post("/rooms", &Room::plan(1).registration()).await.expect(201);
}
