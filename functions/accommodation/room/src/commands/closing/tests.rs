use accommodation_contracts::{access, samples::room};
use platform::{
    clock, http,
    internal::CallError,
    store::{MemoryStore, Versioned},
};
use serde_json::json;
use testing::{Answer, Api, FakeCallee, Person, cause};

use super::*;
use crate::commands::{change_room, retire_room};

const ITS_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host" };
const ANOTHER: Person = Person { id: "h-2", name: "박둘", groups: "host" };
const A_GUEST: Person = Person { id: "c-1", name: "김하나", groups: "customer" };

type Closing = FakeCallee<CloseRoom, RoomClosing>;
type Play = fn() -> Result<RoomClosing, CallError>;

async fn ports(closing: Closing) -> Ports<MemoryStore<Room>, Closing> {
    let rooms = MemoryStore::default();
    let registered = [RoomEvent::Registered(room())];
    let change = Change::new("101", Versioned::absent(), &registered, &cause(clock::now())).unwrap();
    rooms.commit(&change).await.unwrap();
    Ports { rooms, closing }
}

fn free() -> Closing {
    FakeCallee::new(|_| Ok(RoomClosing::Free))
}

async fn patch(ports: &Ports<MemoryStore<Room>, Closing>, caller: Person, body: serde_json::Value) -> Answer {
    let api = Api::of(http::function(&access::CHANGE_ROOM, ports.clone(), change_room::handle));
    api.post(caller, &[("roomNumber", "101")], &body).await
}

async fn delete(ports: &Ports<MemoryStore<Room>, Closing>, caller: Person) -> Answer {
    let api = Api::of(http::function(&access::RETIRE_ROOM, ports.clone(), retire_room::handle));
    api.get(caller, &[("roomNumber", "101")], "").await
}

fn names(ports: &Ports<MemoryStore<Room>, Closing>) -> Vec<String> {
    ports.rooms.published().into_iter().map(|entry| entry.detail_type).collect()
}

#[tokio::test]
async fn a_price_changes_without_asking_reservation() {
    let ports = ports(free()).await;
    let answer = patch(&ports, ITS_HOST, json!({ "roomPrice": "70000" })).await;
    assert_eq!((answer.status, &answer.body["roomPrice"]), (200, &json!(70_000)));
    assert!(ports.closing.commands().is_empty());
    assert_eq!(names(&ports), ["RoomRegistered", "RoomChanged"]);
}

#[tokio::test]
async fn a_room_is_closed_once_reservation_says_that_it_is_free() {
    let ports = ports(free()).await;
    let answer = patch(&ports, ITS_HOST, json!({ "roomStatus": "OUT_OF_SERVICE" })).await;
    assert_eq!((answer.status, &answer.body["roomStatus"]), (200, &json!("OUT_OF_SERVICE")));
    let [command] = ports.closing.commands().try_into().unwrap();
    assert_eq!((command.room_number.as_str(), command.closing_version), ("101", 2));
    // It may have been sold meanwhile all the same, where the news came late.
    assert_eq!(delete(&ports, ITS_HOST).await.status, 204);
    assert_eq!(ports.closing.commands()[1].closing_version, 3);
    // What is retired already is not closed again.
    assert_eq!(delete(&ports, ITS_HOST).await.status, 204);
    assert_eq!(names(&ports), ["RoomRegistered", "RoomChanged", "RoomRetired"]);
}

#[tokio::test]
async fn a_room_with_reservations_ahead_stays_open_and_so_does_one_that_nobody_can_tell_of() {
    let answers: [(Play, u64, &str); 2] = [
        (|| Ok(RoomClosing::HasReservations), 409, "room-has-reservations"),
        (|| Err(CallError::TimedOut), 503, "temporarily-unavailable"),
    ];
    for (closing, status, slug) in answers {
        let ports = ports(FakeCallee::new(move |_| closing())).await;
        let answer = delete(&ports, ITS_HOST).await;
        assert_eq!((answer.status, answer.problem()), (status, slug));
        let answer = patch(&ports, ITS_HOST, json!({ "roomStatus": "OUT_OF_SERVICE" })).await;
        assert_eq!((answer.status, answer.problem()), (status, slug));
        assert_eq!(names(&ports), ["RoomRegistered"]);
    }
}

#[tokio::test]
async fn another_hosts_room_does_not_exist_and_a_guest_may_not() {
    let ports = ports(free()).await;
    assert_eq!(delete(&ports, ANOTHER).await.problem(), "room-not-found");
    assert_eq!(patch(&ports, ANOTHER, json!({ "roomPrice": 1 })).await.status, 404);
    assert_eq!(delete(&ports, A_GUEST).await.status, 403);
    let wrong = patch(&ports, A_GUEST, json!({ "roomPrice": 0, "roomStatus": "RETIRED" })).await;
    assert_eq!(wrong.pointers(), ["#/roomPrice", "#/roomStatus"]);
}
