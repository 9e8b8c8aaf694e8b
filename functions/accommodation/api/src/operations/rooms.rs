//! The catalogue: hosts change it, everybody searches it.

use accommodation_contracts::{
    access,
    room::{RoomLabel, RoomState},
};
use kernel::{Access, Won};
use room::domain::{MAX_PRICE, RoomRefusal, register_room::RoomExists};
use room_info::domain::{Calendar, RoomView};
use serde_json::json;

use crate::{
    answers::Success,
    components::Components,
    examples,
    inputs::{self, Field},
    operation::{Operation, Tag},
    parameters::{self, max_length},
    problems::Refused,
};

const NUMBER: &str = "The number or name on the room's door.";

pub fn all(components: &mut Components) -> [Operation; 5] {
    [search(components), register(components), get(components), change(components), retire()]
}

fn operation(method: &'static str, access: &Access, summary: &'static str) -> Operation {
    Operation::new((method, "/rooms"), access, Tag::Rooms, summary)
}

fn one(method: &'static str, access: &Access, summary: &'static str) -> Operation {
    Operation::new((method, "/rooms/{roomNumber}"), access, Tag::Rooms, summary).at(
        "roomNumber",
        NUMBER,
        "101",
        Refused::of(&RoomRefusal::NotFound),
    )
}

fn name() -> serde_json::Value {
    inputs::text(max_length::<RoomLabel>(), "What guests call it.")
}

fn kind() -> serde_json::Value {
    inputs::text(max_length::<RoomLabel>(), "Its kind, `DELUXE` for example.")
}

fn price() -> serde_json::Value {
    inputs::won(1, MAX_PRICE, "The price of a night.")
}

fn search(components: &mut Components) -> Operation {
    let date = || json!({ "type": "string", "format": "date" });
    let check_in = parameters::query("checkIn", "The first night, a date in Korea.", &date(), &json!("2026-12-24"));
    let check_out = parameters::query(
        "checkOut",
        "The day of departure, 1 to 30 nights after `checkIn`.",
        &date(),
        &json!("2026-12-26"),
    );
    let kind = inputs::plain_text(max_length::<RoomLabel>());
    let max = json!({ "type": "integer", "minimum": 0, "maximum": Won::MAX.get() });
    operation("GET", &access::SEARCH_ROOMS, "Lists rooms, cheapest first, and whether they can be had.")
        .described(
            "`roomStatus` is for the nights from `checkIn` to `checkOut`, which come together; without them it is for \
             tonight in Korea. The read model follows changes within moments.",
        )
        .query(check_in)
        .query(check_out)
        .query(parameters::query("roomType", "Rooms of this kind only.", &kind, &json!("DELUXE")))
        .query(parameters::query("maxPrice", "The highest price of a night, in won.", &max, &json!(100_000)))
        .paged()
        .answers(
            Success::new(
                200,
                "A page of rooms.",
                components.page_of::<RoomView>(),
                examples::page(&examples::found_room()),
            )
            .then("get-room", &[("path.roomNumber", "$response.body#/items/0/roomNumber")]),
        )
        .stored()
}

fn register(components: &mut Components) -> Operation {
    let fields = vec![
        Field::required("roomNumber", inputs::id(NUMBER)),
        Field::required("roomName", name()),
        Field::required("roomType", kind()),
        Field::required("roomPrice", price()),
    ];
    let room = json!({ "roomNumber": "101", "roomName": "한옥", "roomType": "DELUXE", "roomPrice": 50_000 });
    let lenient = json!({ "roomNumber": 101, "roomName": "한옥", "roomType": "DELUXE", "roomPrice": "50000" });
    let number = [("path.roomNumber", "$response.body#/roomNumber")];
    operation("POST", &access::REGISTER_ROOM, "Registers a room.")
        .described("The room is its host's from then on. The number of a retired room is free again.")
        .keyed()
        .body(fields, true, vec![("room", room), ("numbersEitherWay", lenient)])
        .answers(
            Success::new(201, "The room.", components.of::<RoomState>(), examples::registered_room())
                .with("Location")
                .then("get-room", &number)
                .then("change-room", &number)
                .then("retire-room", &number),
        )
        .refuses(&RoomExists)
        .stored()
}

fn get(components: &mut Components) -> Operation {
    let date = || json!({ "type": "string", "format": "date" });
    one("GET", &access::GET_ROOM, "Shows a room and, night by night, whether it can be had.")
        .described("A closed room is shown, a retired one is not.")
        .query(parameters::query(
            "from",
            "The first night, a date in Korea; today unless given.",
            &date(),
            &json!("2026-12-24"),
        ))
        .query(parameters::query(
            "to",
            "The date after the last night, 1 to 92 days after `from`; 30 unless given.",
            &date(),
            &json!("2026-12-27"),
        ))
        .answers(
            Success::new(200, "The room and its nights.", components.of::<Calendar>(), examples::calendar())
                .then("search-rooms", &[("query.roomType", "$response.body#/roomType")]),
        )
        .stored()
}

fn change(components: &mut Components) -> Operation {
    let status = inputs::word(&["EMPTY", "OUT_OF_SERVICE"], "Open, or closed for now.");
    let fields = vec![
        Field::optional("roomName", name()),
        Field::optional("roomType", kind()),
        Field::optional("roomPrice", price()),
        Field::optional("roomStatus", status),
    ];
    one("PATCH", &access::CHANGE_ROOM, "Changes a room of the caller's, closes it or opens it.")
        .described(
            "What is not given stays. A reservation keeps the price that it was made at. A room is closed only while \
             nobody has reserved it from today on.",
        )
        .body(
            fields,
            false,
            vec![("dearer", json!({ "roomPrice": 60_000 })), ("closed", json!({ "roomStatus": "OUT_OF_SERVICE" }))],
        )
        .answers(Success::new(200, "The room.", components.of::<RoomState>(), examples::registered_room()))
        .refuses(&RoomRefusal::HasReservations)
        .stored()
}

fn retire() -> Operation {
    one("DELETE", &access::RETIRE_ROOM, "Retires a room of the caller's.")
        .described("Refused while somebody has reserved it from today on.")
        .answers(Success::empty(204, "It is no room any more."))
        .refuses(&RoomRefusal::HasReservations)
        .stored()
}
