//! `GET /payments/{paymentId}`.

use accommodation_contracts::PaymentId;
use platform::{
    http::{Problem, Request, Response},
    store::AggregateStore,
};
use serde_json::json;

use crate::domain::Payment;

/// Shows a payment to its customer and to operators; to anybody else it does not exist.
pub async fn handle<S: AggregateStore<Payment>>(payments: S, request: Request) -> Result<Response, Problem> {
    let permit = request.permit()?;
    let not_found = || Problem::not_found("payment-not-found", "There is no such payment.");
    let id = PaymentId::parse(request.path("paymentId")).map_err(|_| not_found())?;
    let payment = payments.load(id.as_str()).await?.state;
    let payment = payment.filter(|found| permit.covers(&found.public().customer_id));
    Ok(Response::ok(json!(payment.ok_or_else(not_found)?.public())))
}
