//! Bounded context: who stays where and when. No night is ever sold twice.
//!
//! `domain` decides; `commands` are what callers ask for, `queries` what they read, `policies` what events cause.

pub mod commands;
pub mod domain;
pub mod policies;
pub mod queries;
pub mod reconcilers;
mod settings;

use accommodation_contracts::{access, calls::ChargePayment};
use commands::{
    begin_payment, cancel_reservation, check_out, close_room, confirm_payment, pay_reservation, reserve_room,
};
use domain::Reservation;
use platform::{
    clients::Aws,
    config::Lookup,
    function::{BuildError, Function},
    http::{self, Once},
    internal::{self, LambdaCallee},
    queue::{self, QueueAgain},
    schedule,
    store::{DynamoCopies, DynamoStore},
};
use policies::{confirm_reservation, copy_catalogue, expire_reservation, note_refund};
use queries::get_reservation;
use reconcilers::reconcile_reservations;

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &[
    "reserve-room",
    "begin-payment",
    "confirm-payment",
    "pay-reservation",
    "cancel-reservation",
    "check-out",
    "close-room",
    "get-reservation",
    "confirm-reservation",
    "copy-catalogue",
    "expire-reservation",
    "note-refund",
    "reconcile-reservations",
];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    let aws = Aws::new(lookup)?;
    let catalogue = DynamoCopies::configured(&aws, lookup)?;
    let reservations: DynamoStore<Reservation> = DynamoStore::configured(&aws, lookup)?;
    let keys = reservations.clone();
    Ok(match handler {
        "reserve-room" => {
            let ports = reserve_room::Ports { reservations, catalogue, hold: settings::hold(lookup)? };
            http::command(&access::RESERVE_ROOM, ports, keys, Once::InOneWrite, reserve_room::handle)
        }
        "begin-payment" => internal::function("begin-payment", reservations, begin_payment::handle),
        "confirm-payment" => internal::function("confirm-payment", reservations, confirm_payment::handle),
        "pay-reservation" => {
            let charging = LambdaCallee::configured(&aws.lambda(), lookup, "CHARGE_PAYMENT_FUNCTION")?
                .needing(ChargePayment::LEAST);
            let ports = pay_reservation::Ports { reservations, charging };
            http::command(&access::PAY_RESERVATION, ports, keys, Once::StepByStep, pay_reservation::handle)
        }
        "cancel-reservation" => http::function(&access::CANCEL_RESERVATION, reservations, cancel_reservation::handle),
        "check-out" => http::command(&access::CHECK_OUT, reservations, keys, Once::InOneWrite, check_out::handle),
        "close-room" => internal::function("close-room", reservations, close_room::handle),
        "get-reservation" => http::function(&access::GET_RESERVATION, reservations, get_reservation::handle),
        "confirm-reservation" => queue::function("confirm-reservation", reservations, confirm_reservation::handle),
        "expire-reservation" => {
            let timer = QueueAgain::configured(&aws, lookup, "HOLD_TIMER_QUEUE_URL")?;
            queue::timer_function("expire-reservation", reservations, timer, expire_reservation::handle)
        }
        "note-refund" => queue::function("note-refund", reservations, note_refund::handle),
        "copy-catalogue" => queue::function("copy-catalogue", catalogue, copy_catalogue::handle),
        "reconcile-reservations" => {
            let ports = reconcile_reservations::Ports { reservations, after: settings::reconcile_after(lookup)? };
            schedule::function("reconcile-reservations", ports, reconcile_reservations::handle)
        }
        other => return Err(BuildError::unknown_handler(other, HANDLERS)),
    })
}
