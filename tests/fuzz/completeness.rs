//! No function is left out.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::targets::{deployment, http, internal, queue, schedule, seeds, sign_in, stream};

/// What tells the samples apart that each target's functions read.
const KINDS: [fn(&Value) -> bool; 7] = [
    http::is_request,
    queue::is_batch,
    stream::is_stream,
    schedule::is_scheduled,
    internal::is_call,
    sign_in::is_sign_in,
    deployment::is_hook,
];

#[test]
fn every_function_of_the_workspace_is_fuzzed() {
    let binaries = local::registry::workspace();
    let all: BTreeSet<String> = binaries.into_values().flat_map(|binary| binary.handlers).collect();
    let fuzzed: BTreeSet<String> = KINDS.into_iter().flat_map(|kind| seeds::by_function(kind).into_keys()).collect();
    assert_eq!(fuzzed, all);
}
