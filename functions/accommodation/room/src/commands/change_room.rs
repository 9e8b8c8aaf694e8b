//! `PATCH /rooms/{roomNumber}`.

use accommodation_contracts::{
    RoomNumber,
    calls::{CloseRoom, RoomClosing},
    room::RoomLabel,
};
use platform::{
    http::{Problem, Request, Response},
    internal::Callee,
    store::AggregateStore,
};
use serde_json::json;

use super::closing::Ports;
use crate::domain::{
    Room, RoomRefusal,
    change_room::{ChangeRoom, OfferedStatus, decide},
    parse_price,
};

/// Changes a room of the calling host.
pub async fn handle<S, C>(ports: Ports<S, C>, request: Request) -> Result<Response, Problem>
where
    S: AggregateStore<Room>,
    C: Callee<CloseRoom, RoomClosing>,
{
    let command = decode(&request)?;
    let number = RoomNumber::parse(request.path("roomNumber")).map_err(|_| RoomRefusal::NotFound)?;
    let room = ports.execute(&number, &request, |room| decide(room, &command)).await?;
    Ok(Response::ok(json!(room.public())))
}

fn decode(request: &Request) -> Result<ChangeRoom, Problem> {
    let mut fields = request.body()?;
    let room_name = fields.optional_text("roomName", RoomLabel::parse);
    let room_type = fields.optional_text("roomType", RoomLabel::parse);
    let room_price = fields.optional_integer("roomPrice", parse_price);
    let room_status = fields.optional_text("roomStatus", OfferedStatus::parse);
    fields.finish(|| Some(()))?;
    Ok(ChangeRoom { host_id: request.permit()?.caller.id.clone(), room_name, room_type, room_price, room_status })
}
