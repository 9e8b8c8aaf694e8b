//! Every field is as the document has it: what must be there must, what is within its bounds is taken, what is beyond is
//! refused by name.

use serde_json::Value;
use system_tests::{Answer, System};

use crate::{
    requests::{Operation, Place, document},
    variants::{beyond, within},
};

/// Whether an answer refuses this very field.
fn refuses(answer: &Answer, place: Place, name: &str) -> bool {
    let prefix = match place {
        Place::Body => "#/",
        Place::Query => "?",
    };
    answer.status() == 422 && answer.wrong_fields().contains(&format!("{prefix}{name}"))
}

#[tokio::test]
async fn what_must_be_there_is_missed_and_nothing_else_is() {
    let (system, document) = (System::connect(), document());
    let (mut required, mut optional) = (0, 0);
    for operation in Operation::all(&document) {
        let caller = operation.caller(&system).await;
        for (place, name, _, is_required) in operation.fields(&document) {
            let answer = operation.ask(&caller, place, name, None).await;
            // Dates of a query go together, which no schema says.
            let is_half = answer.request().contains("check") && place == Place::Query;
            if !is_half {
                assert_eq!(refuses(&answer, place, name), is_required, "{}: {name}: {answer}", operation.name);
            }
            if is_required { required += 1 } else { optional += 1 }
        }
    }
    assert!(required >= 9 && optional >= 20, "{required} required fields, {optional} others");
}

#[tokio::test]
async fn what_is_within_its_bounds_is_taken() {
    let asked = each(within, |answer, is_refused, what| {
        // 402, 403, 404, 409: what stands against it is not the field.
        assert!(!is_refused && answer.status() < 500 && answer.status() != 429, "{what}");
    })
    .await;
    assert!(asked > 100, "only {asked} requests");
}

#[tokio::test]
async fn what_is_beyond_its_bounds_is_refused_by_name() {
    let asked = each(beyond, |_, is_refused, what| assert!(is_refused, "{what}")).await;
    assert!(asked > 150, "only {asked} requests");
}

/// Asks with every field set to each of some values of its schema; answers how often.
async fn each(values: impl Fn(&Value) -> Vec<Value>, check: impl Fn(&Answer, bool, String)) -> usize {
    let (system, document) = (System::connect(), document());
    let mut asked = 0;
    for operation in Operation::all(&document) {
        let caller = operation.caller(&system).await;
        for (place, name, schema, _) in operation.fields(&document) {
            // A cursor is whatever an answer gave: no schema says more.
            let can_be_sent = |value: &Value| place == Place::Body || name != "cursor" && is_in_a_query(schema, value);
            for value in values(schema).into_iter().filter(can_be_sent) {
                let answer = operation.ask(&caller, place, name, Some(value.clone())).await;
                let what = format!("{}: {name} = {value}: {answer}", operation.name);
                check(&answer, refuses(&answer, place, name), what);
                asked += 1;
            }
        }
    }
    asked
}

/// Whether a query can have a value that is not another one there: all that it has are texts.
fn is_in_a_query(schema: &Value, value: &Value) -> bool {
    match value {
        Value::Number(_) => schema["type"] == "integer",
        Value::String(text) => schema["type"] != "integer" || text.parse::<i64>().is_err(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}
