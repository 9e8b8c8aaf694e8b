//! `POST /rooms`.

use accommodation_contracts::{RoomNumber, room::RoomLabel};
use platform::{
    http::{Problem, Request, Response},
    store::AggregateStore,
};
use serde_json::json;

use crate::domain::{
    Room, parse_price,
    register_room::{RegisterRoom, decide},
};

/// Registers a room for the calling host.
pub async fn handle<S: AggregateStore<Room>>(rooms: S, request: Request) -> Result<Response, Problem> {
    let command = decode(&request)?;
    let id = command.room_number.as_str();
    let answer = |room: &Room| Response::created(&format!("/rooms/{id}"), json!(room.public()));
    Ok(request.execute(&rooms, id, |room| decide(room, &command), answer).await?)
}

fn decode(request: &Request) -> Result<RegisterRoom, Problem> {
    let mut fields = request.body()?;
    let room_number = fields.text("roomNumber", RoomNumber::parse);
    let room_name = fields.text("roomName", RoomLabel::parse);
    let room_type = fields.text("roomType", RoomLabel::parse);
    let room_price = fields.integer("roomPrice", parse_price);
    let (room_number, room_name, room_type, room_price) =
        fields.finish(|| Some((room_number?, room_name?, room_type?, room_price?)))?;
    Ok(RegisterRoom { room_number, room_name, room_type, room_price, host_id: request.permit()?.caller.id.clone() })
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::access;
    use platform::{http, store::MemoryStore};
    use serde_json::{Value, json};
    use testing::{Api, Person};

    use super::*;

    const A_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "customer host" };
    const A_GUEST: Person = Person { id: "c-1", name: "김하나", groups: "customer" };

    fn api(rooms: &MemoryStore<Room>) -> Api {
        Api::of(http::function(&access::REGISTER_ROOM, rooms.clone(), handle))
    }

    fn room() -> Value {
        json!({ "roomNumber": 101, "roomName": "한옥 별채", "roomType": "DELUXE", "roomPrice": "100000", "roomStatus": "RETIRED" })
    }

    #[tokio::test]
    async fn a_host_registers_a_room_once_and_the_world_hears_of_it() {
        let rooms = MemoryStore::default();
        let answer = api(&rooms).post(A_HOST, &[], &room()).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        assert_eq!(answer.headers["location"], "/rooms/101");
        insta::assert_json_snapshot!(answer.body, @r#"
        {
          "roomNumber": "101",
          "roomName": "한옥 별채",
          "roomType": "DELUXE",
          "roomPrice": 100000,
          "roomStatus": "EMPTY",
          "hostId": "h-1"
        }
        "#);
        let again = api(&rooms).post(A_HOST, &[], &room()).await;
        assert_eq!((again.status, again.problem()), (409, "room-exists"));
        let published: Vec<_> = rooms.published().into_iter().map(|entry| entry.detail_type).collect();
        assert_eq!(published, ["RoomRegistered"]);
    }

    #[tokio::test]
    async fn a_wrong_field_comes_before_a_wrong_group_and_nothing_is_written() {
        let rooms = MemoryStore::default();
        let wrong = json!({ "roomNumber": "1#1", "roomName": "", "roomPrice": 0 });
        let answer = api(&rooms).post(A_GUEST, &[], &wrong).await;
        assert_eq!(answer.status, 422);
        assert_eq!(answer.pointers(), ["#/roomNumber", "#/roomName", "#/roomType", "#/roomPrice"]);
        assert_eq!(api(&rooms).post(A_GUEST, &[], &room()).await.status, 403);
        assert!(rooms.published().is_empty());
    }
}
