//! `GET /reservations/{reservationNumber}`.

use accommodation_contracts::{ReservationNumber, calls::PaymentRefusal};
use platform::{
    http::{Problem, Request, Response},
    store::AggregateStore,
};
use serde_json::json;

use crate::domain::Reservation;

/// Shows a reservation to its customer, to hosts and to operators; to anybody else it does not exist.
pub async fn handle<S: AggregateStore<Reservation>>(reservations: S, request: Request) -> Result<Response, Problem> {
    let permit = request.permit()?;
    let number = ReservationNumber::parse(request.path("reservationNumber")).map_err(|_| PaymentRefusal::NotFound)?;
    let reservation = reservations.load(number.as_str()).await?.state;
    let reservation = reservation.filter(|found| permit.covers(&found.public().customer_id));
    let reservation = reservation.ok_or(PaymentRefusal::NotFound)?;
    Ok(Response::ok(json!(reservation.public())))
}
