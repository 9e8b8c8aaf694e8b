//! Every function, in the binary that is deployed, under AWS's own Runtime Interface Emulator, which speaks Lambda's
//! Runtime API as Lambda does. Its environment is the template's, and its calls of AWS are answered by the local host.
//!
//! It needs the emulator and the binaries, and Linux: `tests/rie/run` has all three, and `INSTA_UPDATE=always tests/rie/run`
//! writes the snapshots anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod emulator;
mod failures;
mod process;
mod sam_local;
mod snapshot;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::{Value, json};
use system_tests::{
    Hosted,
    story::{STORY, sample},
};

use crate::{emulator::Emulator, snapshot::Redaction};

/// What no function takes for an event.
const NO_EVENT: &str = "\"no event\"";

/// A system in which nothing is delivered: what happens is what the samples say.
async fn quiet() -> Hosted {
    let hosted = Hosted::start().await;
    for function in hosted.functions() {
        hosted.system.inject(&function.handler, &json!({ "lossRate": 1.0 })).await;
    }
    hosted
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs AWS's emulator and the functions' binaries: tests/rie/run"]
async fn every_function_refuses_what_is_no_event_and_answers_its_sample_as_its_snapshot_has_it() {
    let hosted = quiet().await;
    let redaction = Redaction::new();
    let mut seen: BTreeMap<&str, (Value, Vec<Value>)> = BTreeMap::new();
    for (handler, expected) in STORY {
        let function = hosted.functions().iter().find(|function| function.handler == *handler);
        let function = function.unwrap_or_else(|| panic!("the template has no {handler}"));
        let emulator = Emulator::start(function, &hosted.endpoint_url).await;
        let refusal = emulator.invoke(NO_EVENT.to_owned()).await;
        // An instance that has refused something goes on.
        let bootstrap = emulator.bootstrap().await;
        let answer = emulator.invoke(sample(handler)).await;
        assert!(!expected.misses(&answer), "{handler} answers {answer}: {}", emulator.output());
        assert_eq!(emulator.bootstrap().await, bootstrap, "{handler} started again: {}", emulator.output());
        seen.entry(handler).or_insert((refusal, Vec::new())).1.push(redaction.of(answer));
        drop(emulator);
        assert!(!process::runs(bootstrap), "{handler} outlives its emulator");
    }
    hosted.stop().await;
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (handler, (refusal, answers)) in seen {
            insta::assert_json_snapshot!(handler, json!({ "answers": answers, "refusal": refusal }));
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn every_function_has_a_snapshot_and_every_snapshot_a_function() {
    let hosted = Hosted::start().await;
    let functions: BTreeSet<_> = hosted.functions().iter().map(|function| function.handler.clone()).collect();
    hosted.stop().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rie/snapshots");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let snapshots = files.filter_map(|name| name.strip_suffix(".snap").map(str::to_owned));
    assert_eq!(snapshots.collect::<BTreeSet<_>>(), functions);
}
