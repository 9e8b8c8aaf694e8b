//! Events of schedules, to the reconcilers.

use std::sync::LazyLock;

use serde_json::Value;

use super::{Target, assert_refused, invoke, payload, seeds, wait};
use crate::world::World;

pub const TARGET: Target = Target { name: "schedule", seeds: || seeds::of(is_scheduled), run };

/// Who reads them.
static RECONCILERS: LazyLock<Vec<String>> = LazyLock::new(|| seeds::by_function(is_scheduled).into_keys().collect());

pub fn is_scheduled(sample: &Value) -> bool {
    sample["source"] == "aws.events"
}

fn run(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    wait(async {
        let functions = World::paid().await.functions();
        for name in &*RECONCILERS {
            if let Err(error) = invoke(&functions[name.as_str()], payload.clone()).await {
                assert_refused(name, &error);
            }
        }
    });
}
