//! Every function takes its sample in `events/` for what it is, the same file that `sam local invoke` sends, and answers
//! what is to be expected of it in a system where nothing but the samples before it happened.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{collections::BTreeSet, fs, path::PathBuf};

use reqwest::Client;
use serde_json::Value;
use system_tests::{Hosted, today};

/// What a function makes of its sample.
#[derive(Debug, Clone, Copy)]
enum Expected {
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
const STORY: &[(&str, Expected)] = &[
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
    fn misses(self, answer: &Value) -> bool {
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

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../events"))
}

fn sample(function: &str) -> String {
    fs::read_to_string(folder().join(format!("{function}.json"))).unwrap_or_else(|error| panic!("{function}: {error}"))
}

async fn invoke(http: &Client, hosted: &Hosted, function: &str) -> Value {
    let name = Hosted::function_name(function);
    let url = format!("{}/2015-03-31/functions/{name}/invocations", hosted.endpoint_url);
    let answer = http.post(url).body(sample(function)).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{function} cannot be invoked");
    let failed = answer.headers().contains_key("x-amz-function-error");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(failed, body["errorType"].is_string(), "{function}: {body}");
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn every_function_answers_its_sample_event_as_the_story_has_it() {
    let hosted = Hosted::start().await;
    let http = Client::builder().no_proxy().build().unwrap();
    for (function, expected) in STORY {
        let answer = invoke(&http, &hosted, function).await;
        assert!(!expected.misses(&answer), "{function} is expected {expected:?} and answers {answer}");
    }
    hosted.stop().await;
}

#[test]
fn every_sample_has_its_place_in_the_story() {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().path().file_stem().unwrap().to_owned();
    let samples: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|entry| name(entry).into_string().unwrap()).collect();
    let told: BTreeSet<String> = STORY.iter().map(|(function, _)| (*function).to_owned()).collect();
    assert_eq!(samples, told, "STORY says for each file of events/ what its function answers");
}

#[test]
fn the_stay_that_a_sample_reserves_lies_ahead() {
    let event: Value = serde_json::from_str(&sample("reserve-room")).unwrap();
    let body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
    let check_in: jiff::civil::Date = body["checkIn"].as_str().unwrap().parse().unwrap();
    let advice = "the samples have grown old: move checkIn and checkOut in all files of events/ some months ahead, \
                  less than a year";
    assert!(check_in > today(), "{check_in} is not ahead of {}: {advice}", today());
}
