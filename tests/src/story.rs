//! The sample events in `events/`, and what the functions make of them in their order.

use std::{fs, path::PathBuf};

use serde_json::Value;

/// What a function makes of its sample.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    /// It answers with this status.
    Status(u16),
    /// It refuses with this status and type.
    Refusal(u16, &'static str),
    /// It handles the whole batch.
    Handled,
    /// It wants so many messages of the batch again.
    Again(usize),
    /// Its answer has this text, or a number written so, at this JSON pointer.
    Says(&'static str, &'static str),
    /// It does not fail; nobody reads its answer.
    Ends,
    /// It fails with an error of this type.
    Fails(&'static str),
}
use Expected::{Again, Ends, Fails, Handled, Refusal, Says, Status};

/// The samples tell one story in this order, of a reservation that exists in the samples only: no function of this system
/// has made it, for its number is another one each time.
pub const STORY: &[(&str, Expected)] = &[
    ("health", Status(200)),
    ("unknown-route", Refusal(404, "route-not-found")),
    ("register-room", Status(201)),
    ("copy-catalogue", Handled),
    ("reserve-room", Status(201)),
    // Somebody is about to stay in the room.
    ("close-room", Says("", "hasReservations")),
    ("change-room", Status(200)),
    ("retire-room", Refusal(409, "room-has-reservations")),
    ("get-reservation", Refusal(404, "reservation-not-found")),
    ("cancel-reservation", Refusal(404, "reservation-not-found")),
    ("check-out", Refusal(404, "reservation-not-found")),
    // A hold that is not there comes again, and at last to people.
    ("expire-reservation", Again(1)),
    ("begin-payment", Says("/refused/refusal", "notFound")),
    ("pay-reservation", Refusal(404, "reservation-not-found")),
    ("complete-payment", Refusal(404, "reservation-not-found")),
    ("get-payment", Refusal(404, "payment-not-found")),
    // Whether there is such a reservation, its callers have asked.
    ("charge-payment", Says("/completed/payment/paymentStatus", "Y")),
    ("settle-payment", Handled),
    ("payment-facts", Says("/status", "COMPLETED")),
    ("get-payment", Status(200)),
    ("confirm-payment", Says("/late", "notFound")),
    // A payment of a reservation that is not there comes again, and at last to people.
    ("confirm-reservation", Again(1)),
    // The payment earned it already.
    ("save-promotion", Says("/granted/promotion/status", "GRANTED")),
    ("grant-deferred-promotion", Handled),
    ("grant-promotion", Status(200)),
    ("get-promotion", Status(200)),
    ("list-promotions", Status(200)),
    ("note-promotion", Handled),
    ("note-confirmation", Handled),
    ("redeem-coupon", Status(200)),
    ("get-room-info", Refusal(404, "reservation-not-found")),
    ("project-room-info", Handled),
    ("get-room-info", Status(200)),
    ("list-room-infos", Status(200)),
    ("search-rooms", Status(200)),
    ("get-room", Status(200)),
    ("my-page", Status(200)),
    ("notify-customer", Handled),
    ("list-notices", Status(200)),
    ("refund-payment", Handled),
    // What the gift was worth that was redeemed above.
    ("revoke-promotion", Says("/redeemedValue", "10000")),
    ("revoke-refunded-promotion", Handled),
    // As with its payment: nobody made this reservation.
    ("note-refund", Again(1)),
    // Nothing is open for so long already.
    ("reconcile-reservations", Ends),
    ("reconcile-payments", Ends),
    ("outbox-relay", Handled),
    ("assign-group", Says("/response/claimsOverrideDetails/groupOverrideDetails/groupsToOverride/0", "customer")),
    // There are no deployments here, and nobody to tell of one.
    ("check-version", Fails("Unreported")),
];

impl Expected {
    /// What is wrong with an answer.
    pub fn misses(self, answer: &Value) -> bool {
        let body = || serde_json::from_str::<Value>(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
        match self {
            Status(status) => answer["statusCode"] != status,
            Refusal(status, slug) => answer["statusCode"] != status || body()["type"] != format!("urn:problem:{slug}"),
            Ends => answer["errorType"].is_string(),
            Fails(kind) => answer["errorType"] != kind,
            Handled => Again(0).misses(answer),
            Again(count) => answer["batchItemFailures"].as_array().map(Vec::len) != Some(count),
            Says(pointer, text) => answer.pointer(pointer).map(written).as_deref() != Some(text),
        }
    }
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Where the samples are.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../events"))
}

/// The sample event of a function.
pub fn sample(function: &str) -> String {
    fs::read_to_string(folder().join(format!("{function}.json"))).unwrap_or_else(|error| panic!("{function}: {error}"))
}
