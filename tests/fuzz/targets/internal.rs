//! Calls between functions: `{command, correlationId, deadline}`.

use std::sync::LazyLock;

use serde_json::Value;

use super::{Target, assert_refused, invoke, payload, seeds, wait};
use crate::world::World;

pub const TARGET: Target = Target { name: "internal", seeds: || seeds::of(is_call), run };

/// Who reads them.
static CALLED: LazyLock<Vec<String>> = LazyLock::new(|| seeds::by_function(is_call).into_keys().collect());

pub fn is_call(sample: &Value) -> bool {
    sample["command"].is_object()
}

fn run(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    wait(async {
        for world in [World::held().await, World::paid().await] {
            let functions = world.functions();
            for name in &*CALLED {
                match invoke(&functions[name.as_str()], payload.clone()).await {
                    Err(error) if error.error_type == "DeadlinePassed" => {}
                    Err(error) => assert_refused(name, &error),
                    Ok(_) => {}
                }
            }
        }
    });
}
