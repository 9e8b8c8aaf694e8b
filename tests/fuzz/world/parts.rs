//! What functions of a world are made of.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kernel::{CorrelationId, Won};
use payment::commands::charge_payment::Earning;
use platform::{
    breaker::{Breaker, MemoryBreaker, Rules},
    function::{Function, Invocation},
    internal::{CallError, Callee},
};
use promotion::domain::{Policy, Tier};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{json, value::to_raw_value};

/// A function of the same process, called as Lambda's `Invoke` calls it.
#[derive(Clone)]
pub struct InProcess(pub Function);

impl<C, A> Callee<C, A> for InProcess
where
    C: Serialize + Sync,
    A: DeserializeOwned + Send,
{
    async fn call(&self, command: &C, correlation_id: &CorrelationId, deadline: Timestamp) -> Result<A, CallError> {
        let call = json!({ "command": command, "correlationId": correlation_id, "deadline": deadline });
        let invocation = Invocation { payload: to_raw_value(&call)?, request_id: "invocation-1".into(), deadline };
        let answer = self.0.call(invocation).await.map_err(|error| CallError::Failed(error.error_type))?;
        Ok(serde_json::from_str(answer.get())?)
    }
}

/// With a breaker that never opens.
pub fn earning(promotion: InProcess) -> Earning<InProcess, MemoryBreaker> {
    let second = SignedDuration::from_secs(1);
    let rules = Rules { window: second, minimum_calls: 1_000, failure_percent: 100, pause: second, probing: second };
    let breaker = Breaker::new(MemoryBreaker::default(), rules);
    Earning { promotion, timeout: Duration::from_millis(610), breaker }
}

/// The policy that the template has by default.
pub fn policy() -> Policy {
    let won = |amount| Won::parse(amount).unwrap();
    let tier = |minimum, value| Tier { minimum: won(minimum), value: won(value) };
    Policy { version: "1".into(), divisor: 10, coupon: tier(100_000, 10_000), beverage: tier(50_000, 5_000) }
}
