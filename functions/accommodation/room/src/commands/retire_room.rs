//! `DELETE /rooms/{roomNumber}`.

use accommodation_contracts::{
    RoomNumber,
    calls::{CloseRoom, RoomClosing},
};
use platform::{
    http::{Problem, Request, Response, StatusCode},
    internal::Callee,
    store::AggregateStore,
};
use serde_json::Value;

use super::closing::Ports;
use crate::domain::{Room, RoomRefusal, retire_room::decide};

/// Retires a room of the calling host.
pub async fn handle<S, C>(ports: Ports<S, C>, request: Request) -> Result<Response, Problem>
where
    S: AggregateStore<Room>,
    C: Callee<CloseRoom, RoomClosing>,
{
    let caller = request.permit()?.caller;
    let number = RoomNumber::parse(request.path("roomNumber")).map_err(|_| RoomRefusal::NotFound)?;
    ports.execute(&number, &request, |room| decide(room, &caller.id)).await?;
    Ok(Response::new(StatusCode::NO_CONTENT, Value::Null))
}
