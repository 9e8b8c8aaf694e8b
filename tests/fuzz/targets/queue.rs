//! Batches of SQS, to every consumer. A message that is wrong fails alone: one that is right comes first in each batch.

use std::{collections::BTreeMap, sync::LazyLock};

use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};

use super::{Target, assert_refused, invoke, payload, seeds, wait};
use crate::world::World;

pub const TARGET: Target = Target { name: "queue", seeds: || seeds::of(is_batch), run };

/// The id of the message that is right.
const RIGHT: &str = "the-message-that-is-right";

/// Each consumer's own sample message.
static MESSAGES: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    let message = |(function, sample): (String, Value)| {
        let mut message = sample["Records"][0].clone();
        message["messageId"] = json!(RIGHT);
        (function, message)
    };
    seeds::by_function(is_batch).into_iter().map(message).collect()
});

pub fn is_batch(sample: &Value) -> bool {
    sample["Records"][0]["eventSource"] == "aws:sqs"
}

fn run(input: &[u8]) {
    let Some(payload) = payload(input) else { return };
    let batch: Option<Value> = serde_json::from_str(payload.get()).ok();
    let records = batch.as_ref().and_then(|batch| batch["Records"].as_array());
    wait(async {
        for world in [World::held().await, World::paid().await] {
            let functions = world.functions();
            for (name, right) in &*MESSAGES {
                let payload = records.map_or_else(|| payload.clone(), |records| with(right, records));
                match invoke(&functions[name.as_str()], payload).await {
                    Ok(answer) => check(name, &answer),
                    Err(error) => assert_refused(name, &error),
                }
            }
        }
    });
}

/// A batch of these messages, after one that is right.
fn with(right: &Value, records: &[Value]) -> Box<RawValue> {
    let records: Vec<&Value> = [right].into_iter().chain(records).collect();
    to_raw_value(&json!({ "Records": records })).unwrap()
}

fn check(name: &str, answer: &Value) {
    let failures = answer["batchItemFailures"].as_array().expect("a partial batch response");
    for failure in failures {
        let id = failure["itemIdentifier"].as_str().expect("the id of a message");
        assert_ne!(id, RIGHT, "{name} fails with a message that is right: {answer}");
    }
}
