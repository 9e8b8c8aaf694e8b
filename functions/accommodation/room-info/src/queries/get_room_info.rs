//! `GET /roomInfos/{reservationNumber}`.

use accommodation_contracts::ReservationNumber;
use platform::http::{Problem, Request, Response};
use serde_json::json;

use crate::{domain::RoomInfo, rows::Rows};

/// Shows a row to its customer, to hosts and to operators; to anybody else it does not exist.
pub async fn handle<R: Rows>(rows: R, request: Request) -> Result<Response, Problem> {
    let permit = request.permit()?;
    let not_found = || Problem::not_found("reservation-not-found", "There is no such reservation.");
    let number = ReservationNumber::parse(request.path("reservationNumber")).map_err(|_| not_found())?;
    let row = rows.get(&number).await?.as_ref().and_then(RoomInfo::of);
    let row = row.filter(|row| permit.covers(&row.customer_id));
    Ok(Response::ok(json!(row.ok_or_else(not_found)?)))
}
