//! Calls an internal function as another function does.

use std::time::Duration;

use platform::{
    clock,
    function::{Function, FunctionError, Invocation},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{json, value::to_raw_value};

/// Sends a command to an internal function, which has ten seconds to answer.
pub async fn invoke<C: Serialize, A: DeserializeOwned>(function: &Function, command: &C) -> Result<A, FunctionError> {
    let deadline = clock::now() + Duration::from_secs(10);
    let call = json!({ "command": command, "correlationId": "corr-1", "deadline": deadline });
    let payload = to_raw_value(&call).unwrap();
    let answer = function.call(Invocation { payload, request_id: "invocation-1".into(), deadline }).await?;
    Ok(serde_json::from_str(answer.get()).unwrap())
}
