//! Hosts a function on AWS Lambda.

use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;

use crate::{
    clock,
    config::{ConfigError, Lookup},
    function::{Function, FunctionError, Invocation},
};

/// The handler that the template names: Lambda sets `_HANDLER`.
pub fn handler(lookup: &Lookup) -> Result<String, ConfigError> {
    lookup.required("_HANDLER", "the function's name, set by Lambda from the template's Handler")
}

/// Takes invocations from Lambda's runtime API until the instance is stopped.
pub async fn run(function: Function) -> Result<(), lambda_runtime::Error> {
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
