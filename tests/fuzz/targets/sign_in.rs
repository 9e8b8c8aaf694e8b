//! Cognito's event before it makes tokens. Nobody becomes by it what they were not made, customer apart.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Target, assert_refused, invoke, payload, seeds, wait};
use crate::world::World;

pub const TARGET: Target = Target { name: "sign-in", seeds: || seeds::of(is_sign_in), run };

pub fn is_sign_in(sample: &Value) -> bool {
    sample["triggerSource"].is_string()
}

fn run(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    let sent: Option<Value> = serde_json::from_str(payload.get()).ok();
    let answer = wait(invoke(&World::default().functions()["assign-group"], payload));
    match (answer, sent) {
        (Err(error), _) => assert_refused("assign-group", &error),
        (Ok(answer), Some(sent)) => {
            let had = groups(&sent["request"]["groupConfiguration"]);
            let overridden = &answer["response"]["claimsOverrideDetails"]["groupOverrideDetails"];
            if sent["response"] != answer["response"] {
                let customer = BTreeSet::from(["customer"]);
                let has = groups(overridden);
                assert!(has.difference(&had).all(|new| customer.contains(new)), "{sent} becomes {answer}");
            }
        }
        (Ok(answer), None) => panic!("what cannot be read becomes {answer}"),
    }
}

fn groups(configuration: &Value) -> BTreeSet<&str> {
    let groups = configuration["groupsToOverride"].as_array().map(Vec::as_slice).unwrap_or_default();
    groups.iter().filter_map(Value::as_str).collect()
}
