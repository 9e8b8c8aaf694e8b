//! `DELETE /reservations/{reservationNumber}`.

use accommodation_contracts::ReservationNumber;
use platform::{
    http::{Problem, Request, Response},
    store::{AggregateStore, execute},
};
use serde_json::json;

use super::{actor::actor, refund::refund_of};
use crate::domain::{
    Reservation,
    cancel_reservation::{CancelRefusal, decide},
};

/// Cancels a reservation, and frees its nights in the same write. What was paid goes back by event.
pub async fn handle<S: AggregateStore<Reservation>>(reservations: S, request: Request) -> Result<Response, Problem> {
    let permit = request.permit()?;
    let number = ReservationNumber::parse(request.path("reservationNumber")).map_err(|_| CancelRefusal::NotFound)?;
    let (actor, cause) = (actor(&permit), request.cause());
    let executed = execute(&reservations, number.as_str(), &cause, |state| decide(state, &actor, cause.now)).await?;
    let refund = refund_of(&executed.state, cause.now);
    Ok(Response::ok(json!({ "reserveStatus": executed.state.public().reserve_status, "refund": refund })))
}
