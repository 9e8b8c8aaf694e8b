//! Bounded context: who stays where and when. No night is ever sold twice.
//!
//! `domain` decides; `commands` are what callers ask for, `queries` what they read, `policies` what events cause.

pub mod commands;
pub mod domain;
pub mod policies;
pub mod queries;
mod settings;

use commands::{begin_payment, confirm_payment, pay_reservation, reserve_room};
use platform::{
    clients::Aws,
    config::Lookup,
    function::{BuildError, Function},
    http,
    internal::{self, LambdaCallee},
    queue,
    store::{DynamoCopies, DynamoStore},
};
use policies::{confirm_reservation, copy_catalogue};
use queries::get_reservation;

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &[
    "reserve-room",
    "begin-payment",
    "confirm-payment",
    "pay-reservation",
    "get-reservation",
    "confirm-reservation",
    "copy-catalogue",
];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    let aws = Aws::new(lookup)?;
    let catalogue = DynamoCopies::configured(&aws, lookup)?;
    let reservations = DynamoStore::configured(&aws, lookup)?;
    Ok(match handler {
        "reserve-room" => {
            let ports = reserve_room::Ports { reservations, catalogue, hold: settings::hold(lookup)? };
            http::function("reserve-room", ports, reserve_room::handle)
        }
        "begin-payment" => internal::function("begin-payment", reservations, begin_payment::handle),
        "confirm-payment" => internal::function("confirm-payment", reservations, confirm_payment::handle),
        "pay-reservation" => {
            let charging = LambdaCallee::configured(&aws.lambda(), lookup, "CHARGE_PAYMENT_FUNCTION")?;
            http::function(
                "pay-reservation",
                pay_reservation::Ports { reservations, charging },
                pay_reservation::handle,
            )
        }
        "get-reservation" => http::function("get-reservation", reservations, get_reservation::handle),
        "confirm-reservation" => queue::function("confirm-reservation", reservations, confirm_reservation::handle),
        "copy-catalogue" => queue::function("copy-catalogue", catalogue, copy_catalogue::handle),
        other => return Err(BuildError::unknown_handler(other, HANDLERS)),
    })
}
