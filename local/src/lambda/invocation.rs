//! One function and its invocations: reserved concurrency, timeout, crash, as Lambda has them.

use std::{
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use platform::function::{Function, FunctionError, Invocation};
use serde_json::value::RawValue;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};

use super::{faults::Fault, statistics::Statistics, statistics::Summary};
use crate::{clock, ids, template::FunctionSpec};

/// Why an invocation has no result.
#[derive(Debug, Clone, thiserror::Error)]
pub enum InvokeError {
    /// No function has this name.
    #[error("Function not found: {0}")]
    NotFound(String),
    /// The function runs as often at once as it may already.
    #[error("Rate Exceeded.")]
    Throttled,
    /// The function failed, or crashed.
    #[error("the function failed: {0}")]
    Failed(FunctionError),
    /// The function took longer than its timeout and was stopped.
    #[error("the function was stopped: {0}")]
    TimedOut(FunctionError),
}

/// A function of the template, ready to be invoked.
#[derive(Debug)]
pub struct Hosted {
    /// What the template says of it.
    pub spec: FunctionSpec,
    function: Function,
    reserved: Option<Arc<Semaphore>>,
    fault: RwLock<Fault>,
    statistics: Mutex<Statistics>,
}

impl Hosted {
    /// Hosts `function` as the template describes it.
    pub fn new(spec: FunctionSpec, function: Function) -> Self {
        let reserved = spec.reserved_concurrency.map(|most| Arc::new(Semaphore::new(most)));
        Self { spec, function, reserved, fault: RwLock::default(), statistics: Mutex::default() }
    }

    /// Invokes the function under an id and waits for its result. Who stops waiting does not stop the function: only its own
    /// timeout does.
    pub async fn invoke(
        self: &Arc<Self>,
        request_id: String,
        payload: Box<RawValue>,
    ) -> Result<Box<RawValue>, InvokeError> {
        let fault = *self.fault.read().unwrap_or_else(PoisonError::into_inner);
        let Some(permit) = self.permit().filter(|_| !ids::chance(fault.throttle_rate)) else {
            self.statistics.lock().unwrap_or_else(PoisonError::into_inner).throttled();
            return Err(InvokeError::Throttled);
        };
        let running = tokio::spawn(Arc::clone(self).run(request_id, payload, fault, permit));
        // `run` contains the function's crash, so that only the host's own end cancels it.
        running.await.unwrap_or_else(|_| Err(crashed("the host is stopping")))
    }

    async fn run(
        self: Arc<Self>,
        request_id: String,
        payload: Box<RawValue>,
        fault: Fault,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Result<Box<RawValue>, InvokeError> {
        let started = Instant::now();
        let deadline = clock::now() + self.spec.timeout;
        let function = self.function.clone();
        let invocation = Invocation { payload, request_id: request_id.clone(), deadline };
        let mut task = tokio::spawn(async move {
            time::sleep(fault.latency()).await;
            if ids::chance(fault.error_rate) {
                return Err(FunctionError::new("InjectedFault", "an injected fault"));
            }
            let result = function.call(invocation).await;
            time::sleep(fault.answer_latency()).await;
            result
        });
        if let Some(moment) = fault.crash() {
            let end = task.abort_handle();
            tokio::spawn(async move {
                time::sleep(moment).await;
                end.abort();
            });
        }
        let result = match time::timeout(self.spec.timeout, &mut task).await {
            Ok(Ok(result)) => result.map_err(InvokeError::Failed),
            Ok(Err(_)) => Err(crashed(&request_id)),
            Err(_) => {
                task.abort();
                Err(timed_out(&request_id, self.spec.timeout))
            }
        };
        drop(permit);
        let failed = result.as_ref().err();
        if let Some(error) = failed {
            tracing::warn!(function = self.spec.handler, request_id, %error, "invocation failed");
        }
        let mut statistics = self.statistics.lock().unwrap_or_else(PoisonError::into_inner);
        statistics.ended(started.elapsed(), failed.is_some());
        result
    }

    /// A permit to run; `None` if all are taken. Without reserved concurrency none is needed.
    #[expect(clippy::option_option, reason = "the inner one is kept while the function runs, if there is one")]
    fn permit(&self) -> Option<Option<OwnedSemaphorePermit>> {
        match &self.reserved {
            None => Some(None),
            Some(reserved) => Arc::clone(reserved).try_acquire_owned().ok().map(Some),
        }
    }

    /// Sets what goes wrong with its invocations from now on.
    pub fn inject(&self, fault: Fault) {
        *self.fault.write().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// Whether a message on its way to the function is to be lost on purpose; one that is, is counted.
    pub fn loses(&self) -> bool {
        let fault = *self.fault.read().unwrap_or_else(PoisonError::into_inner);
        let is_lost = ids::chance(fault.loss_rate);
        if is_lost {
            self.statistics.lock().unwrap_or_else(PoisonError::into_inner).lost();
        }
        is_lost
    }

    /// What happened to its invocations so far.
    pub fn summary(&self) -> Summary {
        self.statistics.lock().unwrap_or_else(PoisonError::into_inner).summary()
    }
}

fn crashed(request_id: &str) -> InvokeError {
    let message = format!("RequestId: {request_id} Error: Runtime exited with error: signal: aborted");
    InvokeError::Failed(FunctionError::new("Runtime.ExitError", message))
}

fn timed_out(request_id: &str, timeout: Duration) -> InvokeError {
    let message = format!("RequestId: {request_id} Error: Task timed out after {:.2} seconds", timeout.as_secs_f64());
    InvokeError::TimedOut(FunctionError::new("Sandbox.Timedout", message))
}

#[cfg(test)]
mod tests;
