//! The catalogue of events, `docs/events/README.md`: made of the events' schemas and of the template's rules.

use std::{fmt::Write, fs};

use accommodation_contracts::{
    catalogue::catalogue,
    payment::{PaymentProgress, PaymentState, PaymentStatus},
    promotion::{PromotionState, PromotionStatus},
    reservation::{ReservationState, ReserveStatus},
    room::{RoomState, RoomStatus},
    samples::{NOW, paid, pending, promotion, reserved, room},
};
use kernel::{AggregateRef, EventId, Won};
use serde_json::{Value, json};

use crate::{
    queues::mappings,
    rules::{passes, rules_to},
    template::{Template, path},
};

/// What goes before the events.
const INTRODUCTION: &str = "\
# Events

Written by `UPDATE_SCHEMAS=1 cargo test -p system-tests --test template events`, and checked by the same test.

Events travel on the bus `accommodation` with their context as `source` and their name as `detail-type`; `detail` is what the
schemas here describe. Each carries its aggregate's whole public state after the change, and the version that the aggregate has
then. A consumer gets each at least once, in any order, possibly days late, and keeps the state of the highest version that it
has seen. With `replay`, an operator or a reconciler sent it again.

Amounts are whole numbers of won, times are RFC 3339 in UTC, dates are dates in Korea (KST).

## Changes

`released/` holds the schemas that consumers were built against, by number of the release.
`cargo test -p accommodation-contracts --test compatibility` holds today's schemas against the last ones, both ways: consumers of
the released schema must understand new events, and new consumers must understand old ones. So optional fields may be added;
nothing else that either side reads by may change, words of an enumeration included.

After an addition: `cp docs/events/*.schema.json docs/events/released/N/`, where N is one more than before, in the commit that
adds it; the test fails until it is there. A change that breaks is a new event: another name, or `schemaVersion` 2, published beside the old one until its last
consumer has moved.
";

fn example(name: &str) -> (&'static str, Value, u64) {
    let reservation = |reserve_status| json!(ReservationState { reserve_status, ..reserved() });
    let room_that_is = |room_status| json!(RoomState { room_status, ..room() });
    let won = |amount| Some(Won::parse(amount).unwrap());
    match name {
        "RoomRegistered" => ("Room", json!(room()), 1),
        "RoomChanged" => ("Room", room_that_is(RoomStatus::OutOfService), 2),
        "RoomRetired" => ("Room", room_that_is(RoomStatus::Retired), 3),
        "Reserved" => ("Reservation", reservation(ReserveStatus::Reserve), 1),
        "ReservationConfirmed" => ("Reservation", reservation(ReserveStatus::PaymentComp), 3),
        "ReservationCancelled" => ("Reservation", reservation(ReserveStatus::Cancelled), 4),
        "ReservationExpired" => ("Reservation", reservation(ReserveStatus::Expired), 2),
        "CheckedOut" => ("Reservation", reservation(ReserveStatus::CheckOut), 4),
        "PaymentRejected" => ("Reservation", reservation(ReserveStatus::Expired), 3),
        "PaymentCompleted" => ("Payment", json!(paid()), 2),
        "PaymentDeclined" => ("Payment", json!(PaymentState { status: PaymentProgress::Declined, ..pending() }), 2),
        "PaymentRefunded" => {
            let (status, payment_status) = (PaymentProgress::Refunded, PaymentStatus::R);
            let (refund_price, deducted_price) = (won(90_000), won(10_000));
            ("Payment", json!(PaymentState { status, payment_status, refund_price, deducted_price, ..paid() }), 3)
        }
        "PromotionSaved" => ("Promotion", json!(promotion()), 1),
        "PromotionRedeemed" => {
            ("Promotion", json!(PromotionState { status: PromotionStatus::Redeemed, ..promotion() }), 2)
        }
        "PromotionRevoked" => {
            let (status, redeemed_value) = (PromotionStatus::Revoked, won(10_000));
            ("Promotion", json!(PromotionState { status, point: 0, redeemed_value, ..promotion() }), 3)
        }
        other => panic!("{other} has no example"),
    }
}

/// A whole event of this name, as it is on the bus.
fn detail(name: &str, schema_version: u32) -> Value {
    let (kind, data, version) = example(name);
    let id = ["roomNumber", "reservationNumber", "paymentId", "couponId"];
    let id = match kind {
        "Room" => id[0],
        "Reservation" => id[1],
        "Payment" => id[2],
        _ => id[3],
    };
    let aggregate = AggregateRef { kind: kind.into(), id: data[id].as_str().unwrap().into(), version };
    json!({
        "eventId": EventId::of(&aggregate),
        "eventType": name,
        "schemaVersion": schema_version,
        "occurredAt": NOW,
        "aggregate": aggregate,
        "correlationId": "booking-7f3a",
        "causationId": "request/8e2f6f0c-0d5e-4a57-9b1e-1c8f5d1f4a11",
        "data": data,
    })
}

/// What a schema takes, in few words.
fn kind(root: &Value, schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return kind(root, root.pointer(reference.trim_start_matches('#')).unwrap());
    }
    if let Some(forms) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        return forms.iter().map(|form| kind(root, form)).collect::<Vec<_>>().join(" or ");
    }
    let words = schema["enum"].as_array().into_iter().flatten().chain(schema.get("const"));
    let words: Vec<String> = words.map(|word| format!("`{}`", word.as_str().unwrap())).collect();
    if !words.is_empty() {
        return words.join(" or ");
    }
    let name = match &schema["type"] {
        Value::Array(types) => types.iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(" or "),
        one => one.as_str().unwrap().to_owned(),
    };
    let unit = if schema["description"] == "An amount in won" { ", won" } else { "" };
    match schema["format"].as_str() {
        Some(format) if format.starts_with("date") => format!("{name}, {format}{unit}"),
        _ => format!("{name}{unit}"),
    }
}

fn fields(schema: &Value) -> String {
    let data = schema["properties"]["data"]["$ref"].as_str().unwrap();
    let state = schema.pointer(data.trim_start_matches('#')).unwrap();
    let required = state["required"].as_array().unwrap();
    let row = |(name, field): (&String, &Value)| {
        let presence = if required.contains(&json!(name)) { "" } else { ", may be missing" };
        let meaning = field["description"].as_str().unwrap();
        format!("| `{name}` | {}{presence} | {meaning} |\n", kind(schema, field))
    };
    state["properties"].as_object().unwrap().iter().map(row).collect()
}

/// The functions that a rule of the template brings an event to.
fn consumers(template: &Template, source: &str, name: &str) -> Vec<String> {
    let mut consumers = Vec::new();
    for (_, queue, function) in mappings(template) {
        if rules_to(template, queue.id).into_iter().any(|rule| passes(rule, source, name)) {
            let delay = queue.properties["DelaySeconds"].as_u64().filter(|delay| *delay > 0);
            let delay = delay.map(|delay| format!(" (after {delay} s)")).unwrap_or_default();
            consumers.push(format!("`{}`{delay}", function.handler()));
        }
    }
    consumers.sort();
    consumers
}

fn page() -> String {
    let template = Template::read();
    let mut page = INTRODUCTION.to_owned();
    let mut state = Value::Null;
    for event in catalogue() {
        let consumers = consumers(&template, event.source, event.name).join(", ");
        let json = serde_json::to_string_pretty(&detail(event.name, event.schema_version)).unwrap();
        write!(
            page,
            "\n## {name}\n\n{meaning}\n\n- `source`: `{source}`, schema version {version}: [{name}.schema.json]({name}.schema.json)\n\
             - consumers: {consumers}\n",
            name = event.name,
            meaning = event.meaning,
            source = event.source,
            version = event.schema_version,
        )
        .unwrap();
        // The events of a context carry the same state: its fields are told once.
        let data = &event.schema["properties"]["data"]["$ref"];
        if *data == state {
            page += "- `data`: as above\n";
        } else {
            write!(page, "\n| field of `data` | type | meaning |\n| --- | --- | --- |\n{}", fields(&event.schema))
                .unwrap();
            state = data.clone();
        }
        write!(page, "\n<details><summary>Example</summary>\n\n```json\n{json}\n```\n\n</details>\n").unwrap();
    }
    page
}

#[test]
fn the_committed_catalogue_of_events_is_the_one_of_the_code_and_the_template() {
    let (path, page) = (path("docs/events/README.md"), page());
    // A deliberate change is written with UPDATE_SCHEMAS=1 and reviewed as a diff.
    #[expect(clippy::disallowed_methods, reason = "a switch of this test, not configuration")]
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::write(&path, page).unwrap();
    } else {
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == page, "{} is stale: run the test with UPDATE_SCHEMAS=1", path.display());
    }
}

#[test]
fn every_example_of_an_event_obeys_its_schema() {
    for event in catalogue() {
        let validator = jsonschema::options().should_validate_formats(true).build(&event.schema).unwrap();
        let example = detail(event.name, event.schema_version);
        let errors: Vec<String> = validator.iter_errors(&example).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", event.name);
    }
}

#[test]
fn every_event_has_a_consumer() {
    let template = Template::read();
    for event in catalogue() {
        assert!(!consumers(&template, event.source, event.name).is_empty(), "{}", event.name);
    }
}
