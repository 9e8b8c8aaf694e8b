//! Hosts a function on AWS Lambda.

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;

use crate::{
    clock,
    config::{ConfigError, Lookup},
    function::{BuildError, Function, FunctionError, Invocation},
    telemetry::{self, chain},
};

pub use lambda_runtime::Error;

/// Builds the handler that Lambda asks for, and takes invocations until the instance is stopped. A wrong setting stops
/// it at once, and is said in the log.
pub async fn start(build: impl FnOnce(&str, &Lookup) -> Result<Function, BuildError>) -> Result<(), Error> {
    let lookup = Lookup::process();
    telemetry::init(&lookup);
    let function = handler(&lookup).map_err(BuildError::from).and_then(|handler| build(&handler, &lookup));
    match function {
        Ok(function) => run(function).await,
        Err(error) => {
            tracing::error!(error = chain(&error), "the function cannot start");
            Err(error.into())
        }
    }
}

/// The handler that the template names: Lambda sets `_HANDLER`.
fn handler(lookup: &Lookup) -> Result<String, ConfigError> {
    lookup.required("_HANDLER", "the function's name, set by Lambda from the template's Handler")
}

async fn run(function: Function) -> Result<(), Error> {
    lambda_runtime::run(service_fn(move |event: LambdaEvent<Box<RawValue>>| {
        let function = function.clone();
        async move { function.call(invocation(event)).await }
    }))
    .await
}

fn invocation(event: LambdaEvent<Box<RawValue>>) -> Invocation {
    let milliseconds = i64::try_from(event.context.deadline).unwrap_or(i64::MAX);
    Invocation {
        payload: event.payload,
        request_id: event.context.request_id,
        deadline: jiff::Timestamp::from_millisecond(milliseconds).unwrap_or_else(|_| clock::now()),
    }
}

impl From<FunctionError> for Diagnostic {
    fn from(error: FunctionError) -> Self {
        Self { error_type: error.error_type, error_message: error.message }
    }
}
