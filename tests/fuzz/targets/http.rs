//! Events of the HTTP API, each to the function behind its route.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;
use serde_json::Value;

use super::{Target, assert_refused, invoke, payload, seeds, wait};
use crate::world::World;

pub const TARGET: Target = Target { name: "http", seeds: || seeds::of(is_request), run };

/// Which function is behind a route.
static ROUTES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let route = |(function, sample): (String, Value)| Some((sample["routeKey"].as_str()?.to_owned(), function));
    seeds::by_function(is_request).into_iter().filter_map(route).collect()
});

#[derive(Deserialize)]
struct Routed {
    #[serde(rename = "routeKey")]
    route_key: String,
}

pub fn is_request(sample: &Value) -> bool {
    sample["routeKey"].is_string()
}

fn run(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    let route = serde_json::from_str(payload.get()).map_or_else(|_| String::new(), |routed: Routed| routed.route_key);
    let name = ROUTES.get(&route).map_or("unknown-route", String::as_str);
    wait(async {
        for world in [World::held().await, World::paid().await] {
            let function = &world.functions()[name];
            // The second time it has been there before, perhaps under the same idempotency key.
            for _ in 0..2 {
                match invoke(function, payload.clone()).await {
                    Ok(answer) => check(name, &answer),
                    Err(error) => assert_refused(name, &error),
                }
            }
        }
    });
}

/// An answer as the HTTP API wants it, and not one that says that something is broken.
fn check(name: &str, answer: &Value) {
    let status = answer["statusCode"].as_u64().expect("a status");
    assert!((200..500).contains(&status), "{name} answers {answer}");
    let content_type = answer["headers"]["content-type"].as_str();
    match &answer["body"] {
        Value::Null => assert_eq!(status, 204, "{name} answers {answer}"),
        body => {
            let body: Value = serde_json::from_str(body.as_str().expect("a text")).expect("a body is JSON");
            let problem = content_type == Some("application/problem+json");
            assert_eq!(problem, status >= 400, "{name} answers {answer}");
            assert!(!problem || body["status"] == status, "{name} answers {answer}");
        }
    }
}
