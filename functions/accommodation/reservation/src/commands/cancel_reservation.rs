//! `DELETE /reservations/{reservationNumber}`.

use accommodation_contracts::{ReservationNumber, reservation::ReserveStatus, views::Refund};
use platform::{
    http::{Problem, Request, Response},
    store::{AggregateStore, execute},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{actor::actor, refund::refund_of};
use crate::domain::{
    Reservation,
    cancel_reservation::{CancelRefusal, decide},
};

/// What a cancellation comes to.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cancellation {
    /// Where the reservation stands: `cancelled`.
    reserve_status: ReserveStatus,
    /// Where its money stands.
    refund: Refund,
}

/// Cancels a reservation, and frees its nights in the same write. What was paid goes back by event.
pub async fn handle<S: AggregateStore<Reservation>>(reservations: S, request: Request) -> Result<Response, Problem> {
    let permit = request.permit()?;
    let number = ReservationNumber::parse(request.path("reservationNumber")).map_err(|_| CancelRefusal::NotFound)?;
    let (actor, cause) = (actor(&permit), request.cause());
    let executed = execute(&reservations, number.as_str(), &cause, |state| decide(state, &actor, cause.now)).await?;
    let reserve_status = executed.state.public().reserve_status;
    let refund = refund_of(&executed.state, cause.now);
    Ok(Response::ok(json!(Cancellation { reserve_status, refund })))
}
