//! `POST /payments`: the same steps as paying at the reservation, asked for with the reservation's number. Whether and at
//! what price it can be paid, its owner says.

use std::time::Duration;

use accommodation_contracts::{
    PaymentId, ReservationNumber,
    calls::{
        BeginPayment, CardToken, ChargePayment, ChargeRefusal, Charged, ConfirmPayment, Earned, PaymentBegun,
        PaymentConfirmed, PaymentMethod, PaymentRefusal,
    },
    payment::{PaymentState, PaymentStatus},
    reservation::ReservationState,
    views::Refund,
};
use kernel::Won;
use platform::{
    http::{Problem, Request, Response},
    internal::{CallError, Callee, deadline_within},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

/// The longest that reservation may take to begin or to confirm.
const RESERVATION: Duration = Duration::from_secs(3);
/// The longest that charging, promotion included, may take.
const CHARGING: Duration = Duration::from_secs(20);

/// What the function works with: other functions.
#[derive(Debug, Clone)]
pub struct Ports<B, C, F> {
    /// Reservation's `begin-payment`.
    pub beginning: B,
    /// This context's own `charge-payment`.
    pub charging: C,
    /// Reservation's `confirm-payment`.
    pub confirming: F,
}

/// What a customer has paid, and has got for it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipt<'a> {
    /// The payment.
    payment_id: &'a PaymentId,
    /// What it pays for.
    reservation_number: &'a ReservationNumber,
    /// The amount.
    payment_price: Won,
    /// Whether the money is there: `Y`.
    payment_status: PaymentStatus,
    /// What the payment earned.
    promotion: &'a Earned,
}

/// Pays for a reservation of the caller's.
pub async fn handle<B, C, F>(ports: Ports<B, C, F>, request: Request) -> Result<Response, Problem>
where
    B: Callee<BeginPayment, PaymentBegun>,
    C: Callee<ChargePayment, Charged>,
    F: Callee<ConfirmPayment, PaymentConfirmed>,
{
    let form = decode(&request)?;
    let caller = request.permit()?.caller;
    let correlation_id = &request.correlation_id;
    let begin = BeginPayment {
        reservation_number: form.reservation_number.clone(),
        customer_id: caller.id.clone(),
        payment_price: form.payment_price,
    };
    let deadline = deadline_within(request.deadline, RESERVATION);
    let answer = ports.beginning.call(&begin, correlation_id, deadline).await.map_err(unavailable)?;
    let (reservation, settle_only) = match answer {
        PaymentBegun::Payable { reservation, settle_only } => (reservation, settle_only),
        PaymentBegun::Refused { refusal, refund } => return Err(refused(refusal, refund)),
    };
    let deadline = deadline_within(request.deadline, CHARGING);
    let charge = ChargePayment { settle_only, ..charge(*reservation, form) };
    let (payment, promotion, charged) =
        match ports.charging.call(&charge, correlation_id, deadline).await.map_err(unavailable)? {
            Charged::Completed { payment, promotion, newly } => (payment, promotion, newly),
            Charged::Returned { payment, is_paid_back } => {
                let refund = Refund::of(&payment, is_paid_back);
                return Err(Problem::from(PaymentRefusal::ReservationCancelled).with("refund", json!(refund)));
            }
            Charged::Refused(refusal) => return Err(refusal.into()),
        };
    let confirmed = confirm(&ports.confirming, &payment, &request).await?;
    let path = format!("/payments/{}", payment.payment_id);
    let body = json!(Receipt {
        payment_id: &payment.payment_id,
        reservation_number: &payment.reservation_number,
        payment_price: payment.payment_price,
        payment_status: payment.payment_status,
        promotion: &promotion,
    });
    let response = if charged || confirmed { Response::created(&path, body) } else { Response::ok(body) };
    Ok(promotion.retry_after().into_iter().fold(response, Response::retry_after))
}

/// Has the reservation confirmed; tells whether it was not before.
async fn confirm<F: Callee<ConfirmPayment, PaymentConfirmed>>(
    confirming: &F,
    payment: &PaymentState,
    request: &Request,
) -> Result<bool, Problem> {
    let command = ConfirmPayment { payment: payment.clone() };
    let deadline = deadline_within(request.deadline, RESERVATION);
    match confirming.call(&command, &request.correlation_id, deadline).await.map_err(unavailable)? {
        PaymentConfirmed::Confirmed { newly, .. } => Ok(newly),
        PaymentConfirmed::Late(refusal) => {
            let is_late = matches!(refusal, PaymentRefusal::HoldExpired | PaymentRefusal::ReservationCancelled);
            Err(refused(refusal, is_late.then(Refund::pending)))
        }
    }
}

/// A refusal with where the money stands that came too late, if any did.
fn refused(refusal: PaymentRefusal, refund: Option<Refund>) -> Problem {
    let problem = Problem::from(refusal);
    refund.into_iter().fold(problem, |problem, refund| problem.with("refund", json!(refund)))
}

/// A repeat finds what this request left: nothing is charged twice, and nothing is forgotten.
fn unavailable(_: CallError) -> Problem {
    ChargeRefusal::Unavailable.into()
}

#[derive(Debug)]
struct Form {
    reservation_number: ReservationNumber,
    payment_price: Option<Won>,
    method: PaymentMethod,
    card_token: Option<CardToken>,
}

fn decode(request: &Request) -> Result<Form, Problem> {
    let mut fields = request.body()?;
    let reservation_number = fields.text("reservationNumber", ReservationNumber::parse);
    let payment_price = fields.optional_integer("paymentPrice", Won::parse);
    let method = fields.optional_text("method", PaymentMethod::parse).unwrap_or(PaymentMethod::Card);
    let card_token = fields.optional_text("cardToken", CardToken::parse);
    fields.finish(|| Some(Form { reservation_number: reservation_number?, payment_price, method, card_token }))
}

fn charge(reservation: ReservationState, form: Form) -> ChargePayment {
    ChargePayment {
        reservation_number: reservation.reservation_number,
        payment_price: reservation.payment_price,
        customer_id: reservation.customer_id,
        customer_name: reservation.customer_name,
        method: form.method,
        card_token: form.card_token,
        settle_only: false,
    }
}

#[cfg(test)]
mod tests;
