//! Calls an internal function as another function does.

use std::time::Duration;

use jiff::Timestamp;
use kernel::CorrelationId;
use platform::{
    clock,
    function::{Function, FunctionError, Invocation},
    internal::{CallError, Callee},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{json, value::to_raw_value};

/// Sends a command to an internal function, which has ten seconds to answer.
pub async fn invoke<C: Serialize, A: DeserializeOwned>(function: &Function, command: &C) -> Result<A, FunctionError> {
    let deadline = clock::now() + Duration::from_secs(10);
    let invocation = invocation(command, "corr-1", deadline).unwrap();
    Ok(serde_json::from_str(function.call(invocation).await?.get()).unwrap())
}

/// A function in its caller's own process, called as Lambda's `Invoke` calls it. What panics in it panics in its caller.
#[derive(Debug, Clone)]
pub struct InProcess(pub Function);

impl<C, A> Callee<C, A> for InProcess
where
    C: Serialize + Sync,
    A: DeserializeOwned + Send,
{
    async fn call(&self, command: &C, correlation_id: &CorrelationId, deadline: Timestamp) -> Result<A, CallError> {
        let invocation = invocation(command, correlation_id.as_str(), deadline)?;
        let answer = self.0.call(invocation).await.map_err(|error| CallError::Failed(error.error_type))?;
        Ok(serde_json::from_str(answer.get())?)
    }
}

fn invocation<C: Serialize>(
    command: &C,
    correlation_id: &str,
    deadline: Timestamp,
) -> Result<Invocation, serde_json::Error> {
    let call = json!({ "command": command, "correlationId": correlation_id, "deadline": deadline });
    Ok(Invocation { payload: to_raw_value(&call)?, request_id: "invocation-1".into(), deadline })
}
