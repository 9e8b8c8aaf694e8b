//! `GET /reservations/{reservationNumber}`.

use accommodation_contracts::{
    ReservationNumber,
    calls::PaymentRefusal,
    groups::{CUSTOMER, HOST, OPERATOR},
};
use platform::{
    http::{Problem, Request, Response},
    store::AggregateStore,
};
use serde_json::json;

use crate::domain::Reservation;

/// Shows a reservation to its customer, to hosts and to operators; to anybody else it does not exist.
pub async fn handle<S: AggregateStore<Reservation>>(reservations: S, request: Request) -> Result<Response, Problem> {
    let caller = request.caller()?;
    caller.require_any(&[CUSTOMER, HOST, OPERATOR])?;
    let number = ReservationNumber::parse(request.path("reservationNumber")).map_err(|_| PaymentRefusal::NotFound)?;
    let reservation = reservations.load(number.as_str()).await?.state;
    let sees_all = caller.is_in(HOST) || caller.is_in(OPERATOR);
    let reservation = reservation.filter(|found| sees_all || found.public().customer_id == caller.id);
    let reservation = reservation.ok_or(PaymentRefusal::NotFound)?;
    Ok(Response::ok(json!(reservation.public())))
}
