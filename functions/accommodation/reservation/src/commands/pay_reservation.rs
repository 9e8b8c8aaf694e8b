//! `POST /reservations/{reservationNumber}/payment`: the synchronous chain from the hold to the confirmed reservation.
//!
//! Every step can be repeated, so a client that lost the answer just asks again: what is done is found done.

use std::time::Duration;

use accommodation_contracts::{
    ReservationNumber,
    calls::{BeginPayment, CardToken, ChargePayment, ChargeRefusal, Charged, Earned, PaymentMethod, PaymentRefusal},
    payment::PaymentState,
    reservation::ReservationState,
    views::Refund,
};
use jiff::Timestamp;
use platform::{
    clock,
    http::{Problem, Request, Response},
    internal::{Callee, deadline_within},
    store::{AggregateStore, Cause, ExecuteError, Executed, StoreError, execute},
    telemetry::chain,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::refund::{late_money_of, late_refund, refund_of};
use crate::domain::{Reservation, begin_payment, confirm_payment};

/// The longest that charging, promotion included, may take.
const CHARGING: Duration = Duration::from_secs(20);

/// What the function works with.
#[derive(Debug, Clone)]
pub struct Ports<S, C> {
    /// Where reservations are.
    pub reservations: S,
    /// Payment's `charge-payment`.
    pub charging: C,
}

/// What a customer has paid for, and has got for it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PaidReservation<'a> {
    /// The reservation, confirmed.
    reservation: &'a ReservationState,
    /// Its payment.
    payment: &'a PaymentState,
    /// What the payment earned.
    promotion: &'a Earned,
}

/// Pays for a reservation of the caller's.
pub async fn handle<S, C>(ports: Ports<S, C>, request: Request) -> Result<Response, Problem>
where
    S: AggregateStore<Reservation>,
    C: Callee<ChargePayment, Charged>,
{
    let (method, card_token) = decode(&request)?;
    let caller = request.permit()?.caller;
    let number = ReservationNumber::parse(request.path("reservationNumber")).map_err(|_| PaymentRefusal::NotFound)?;
    let cause = request.cause();
    let command = BeginPayment { reservation_number: number, customer_id: caller.id.clone(), payment_price: None };
    let id = command.reservation_number.as_str();
    let decide = |state: Option<&Reservation>| begin_payment::decide(state, &command, cause.now);
    let begun = match execute(&ports.reservations, id, &cause, decide).await {
        Ok(begun) => begun.state,
        Err(ExecuteError::Rejected(refusal)) => {
            let refund = late_refund(&ports.reservations, id, refusal, cause.now).await;
            return Err(refused(refusal, refund.map_err(|error| unavailable(&error))?));
        }
        Err(ExecuteError::Store(error)) => return Err(unavailable(&error)),
    };
    let settle_only = begin_payment::is_settle_only(&begun, cause.now);
    let charge = ChargePayment { settle_only, ..charge(begun.public(), method, card_token) };
    let deadline = deadline_within(request.deadline, CHARGING);
    let charged = ports.charging.call(&charge, &request.correlation_id, deadline).await;
    let (payment, promotion, newly) = match charged.map_err(|_| ChargeRefusal::Unavailable)? {
        Charged::Completed { payment, promotion, newly } => (payment, promotion, newly),
        Charged::Returned { payment, is_paid_back } => {
            let (refusal, _) = ending(&ports.reservations, id, cause.now).await?;
            return Err(refused(refusal, Some(Refund::of(&payment, is_paid_back))));
        }
        Charged::Refused(ChargeRefusal::Void) => {
            let (refusal, refund) = ending(&ports.reservations, id, cause.now).await?;
            return Err(refused(refusal, refund));
        }
        Charged::Refused(refusal) => return Err(refusal.into()),
    };
    let confirmed = confirm(&ports.reservations, &payment, cause).await?;
    let reservation = confirmed.state.public();
    let body = json!(PaidReservation { reservation, payment: &payment, promotion: &promotion });
    let path = format!("/reservations/{id}");
    let response = if newly || confirmed.changed { Response::created(&path, body) } else { Response::ok(body) };
    Ok(promotion.retry_after().into_iter().fold(response, Response::retry_after))
}

fn decode(request: &Request) -> Result<(PaymentMethod, Option<CardToken>), Problem> {
    let mut fields = request.body()?;
    let method = fields.optional_text("method", PaymentMethod::parse);
    let card_token = fields.optional_text("cardToken", CardToken::parse);
    fields.finish(|| Some((method.unwrap_or(PaymentMethod::Card), card_token)))
}

fn charge(reservation: &ReservationState, method: PaymentMethod, card_token: Option<CardToken>) -> ChargePayment {
    ChargePayment {
        reservation_number: reservation.reservation_number.clone(),
        payment_price: reservation.payment_price,
        customer_id: reservation.customer_id.clone(),
        customer_name: reservation.customer_name.clone(),
        method,
        card_token,
        settle_only: false,
    }
}

/// How a reservation ended whose money is not wanted any more, and where the money stands that it knows of.
async fn ending<S: AggregateStore<Reservation>>(
    reservations: &S,
    id: &str,
    now: Timestamp,
) -> Result<(PaymentRefusal, Option<Refund>), Problem> {
    let reservation = reservations.load(id).await.map_err(|error| unavailable(&error))?.state;
    let refusal = reservation.as_ref().and_then(confirm_payment::lateness);
    let refund = reservation.and_then(|reservation| late_money_of(&reservation, now));
    Ok((refusal.unwrap_or(PaymentRefusal::ReservationCancelled), refund))
}

/// A refusal with where the money stands that came too late, if any did.
fn refused(refusal: PaymentRefusal, refund: Option<Refund>) -> Problem {
    refund.into_iter().fold(Problem::from(refusal), |problem, refund| problem.with("refund", json!(refund)))
}

/// Where this fails, the money is there all the same, and `PaymentCompleted` confirms the reservation.
async fn confirm<S: AggregateStore<Reservation>>(
    reservations: &S,
    payment: &PaymentState,
    cause: Cause,
) -> Result<Executed<Reservation>, Problem> {
    let cause = Cause { now: clock::now(), ..cause };
    let id = payment.reservation_number.as_str();
    let executed = execute(reservations, id, &cause, |state| confirm_payment::decide(state, payment)).await;
    let executed = executed.map_err(|error| match error {
        ExecuteError::Rejected(refusal) => Problem::from(refusal),
        ExecuteError::Store(error) => unavailable(&error),
    })?;
    match confirm_payment::lateness(&executed.state) {
        None => Ok(executed),
        Some(refusal) => Err(refused(refusal, Some(refund_of(&executed.state, cause.now)))),
    }
}

/// Whatever was charged is settled by a repeat, or by events.
fn unavailable(error: &StoreError) -> Problem {
    tracing::warn!(error = chain(error), "a payment could not be seen through");
    ChargeRefusal::Unavailable.into()
}

#[cfg(test)]
mod tests;
