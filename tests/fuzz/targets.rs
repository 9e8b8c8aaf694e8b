//! What is fuzzed: one target per decoder of bytes that others write.

pub mod deployment;
mod host;
pub mod http;
pub mod internal;
mod operator;
mod provider;
pub mod queue;
pub mod schedule;
pub mod seeds;
pub mod sign_in;
pub mod stream;
mod template;
mod text;

use std::{cell::RefCell, future::Future, time::Duration};

use platform::{
    clock,
    function::{Function, FunctionError, Invocation},
};
use serde_json::{Value, value::RawValue};
use tokio::runtime::{Builder, Runtime};

/// Something that reads bytes of others.
pub struct Target {
    /// Its name: the folder of its cases, and what `tests/fuzz/run` knows it by.
    pub name: &'static str,
    /// Inputs as they are meant to be, to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Reads an input, and panics if what must hold does not.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    http::TARGET,
    queue::TARGET,
    stream::TARGET,
    schedule::TARGET,
    internal::TARGET,
    sign_in::TARGET,
    deployment::TARGET,
    text::TARGET,
    provider::TARGET,
    template::TARGET,
    operator::TARGET,
    host::TARGET,
];

/// How long a function has.
const PATIENCE: Duration = Duration::from_secs(10);

thread_local! {
    static RUNTIME: RefCell<Runtime> = RefCell::new(Builder::new_current_thread().enable_all().build().unwrap());
}

/// Waits for it on this thread.
fn wait<F: Future>(future: F) -> F::Output {
    RUNTIME.with_borrow_mut(|runtime| runtime.block_on(future))
}

/// The input as Lambda would hand it to a function; Lambda hands over nothing but JSON.
fn payload(input: &[u8]) -> Option<Box<RawValue>> {
    serde_json::from_slice(input).ok()
}

/// What a function answers.
async fn invoke(function: &Function, payload: Box<RawValue>) -> Result<Value, FunctionError> {
    let deadline = clock::now() + PATIENCE;
    let answer = function.call(Invocation { payload, request_id: "invocation-1".into(), deadline }).await?;
    Ok(serde_json::from_str(answer.get()).expect("an answer is JSON"))
}

/// What is refused is refused as what it is, and nothing else goes wrong.
#[track_caller]
fn assert_refused(name: &str, error: &FunctionError) {
    assert!(FunctionError::is_refusal(&error.error_type), "{name} fails: {error}");
}
