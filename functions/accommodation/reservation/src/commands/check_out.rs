//! `POST /reservations/{reservationNumber}/check-out`.

use accommodation_contracts::ReservationNumber;
use platform::{
    http::{Problem, Request, Response},
    store::AggregateStore,
};
use serde_json::json;

use super::actor::actor;
use crate::domain::{
    Reservation,
    check_out::{CheckOutRefusal, decide},
};

/// Ends a stay, and frees what remains of its nights in the same write.
pub async fn handle<S: AggregateStore<Reservation>>(reservations: S, request: Request) -> Result<Response, Problem> {
    request.body()?;
    let permit = request.permit()?;
    let number = ReservationNumber::parse(request.path("reservationNumber")).map_err(|_| CheckOutRefusal::NotFound)?;
    let (actor, now) = (actor(&permit), request.cause().now);
    let decide = |state: Option<&Reservation>| decide(state, &actor, now);
    Ok(request.execute(&reservations, number.as_str(), decide, answer).await?)
}

fn answer(reservation: &Reservation) -> Response {
    Response::ok(json!(reservation.public()))
}
