//! Asks the version of a deployment, and tells CodeDeploy whether it may get traffic. Whatever cannot be found out counts
//! against the version: CodeDeploy would wait an hour for a hook that says nothing.

use std::{future::Future, time::Duration};

use jiff::{SignedDuration, Timestamp};
use platform::{
    clock,
    function::{Function, FunctionError},
    telemetry::{Stopwatch, chain, invocation_span},
};
use serde::Deserialize;
use serde_json::{json, value::to_raw_value};
use tracing::Instrument;

use crate::{
    app_spec::Target,
    deployments::{Deployments, NotReported, UnknownTarget, Verdict},
    probe::{self, Broken},
    versions::{NotInvoked, Versions},
};

/// What is kept of the hook's own time for telling the verdict.
const FOR_THE_VERDICT: SignedDuration = SignedDuration::from_secs(8);

/// What a check works with.
#[derive(Debug, Clone)]
pub struct Ports<D, V> {
    /// What is deployed, and who wants the verdict.
    pub deployments: D,
    /// Who is asked.
    pub versions: V,
}

/// What CodeDeploy sends to a hook
/// (<https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html>).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Hook {
    /// Which deployment waits.
    pub deployment_id: String,
    /// Under which id the verdict is expected.
    pub lifecycle_event_hook_execution_id: String,
}

/// Why a version gets no traffic.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("which version it is could not be found out")]
    Unknown(#[source] UnknownTarget),
    #[error("it could not be asked")]
    NotAsked(#[source] NotInvoked),
    #[error("it is broken")]
    Broken(#[source] Broken),
    #[error("there was no answer in time")]
    Late,
}

/// The hook as a function.
pub fn function<D: Deployments, V: Versions>(ports: Ports<D, V>) -> Function {
    Function::new(move |invocation| {
        let ports = ports.clone();
        let span = invocation_span("check-version", &invocation.request_id);
        async move {
            let hook: Hook = serde_json::from_str(invocation.payload.get()).map_err(|error| {
                FunctionError::new(FunctionError::INVALID_EVENT, format_args!("no hook of a deployment: {error}"))
            })?;
            tracing::Span::current().record("correlation_id", &hook.deployment_id);
            let verdict = handle(ports, hook, invocation.deadline).await.map_err(|error| {
                tracing::error!(error = chain(&error), "the deployment waits in vain");
                FunctionError::new("Unreported", "CodeDeploy does not know the verdict")
            })?;
            to_raw_value(&json!({ "status": verdict })).map_err(|error| FunctionError::new("InvalidAnswer", error))
        }
        .instrument(span)
    })
}

/// Checks the version of one deployment, and tells the verdict before `deadline`.
pub async fn handle<D: Deployments, V: Versions>(
    ports: Ports<D, V>,
    hook: Hook,
    deadline: Timestamp,
) -> Result<Verdict, NotReported> {
    let watch = Stopwatch::start();
    let until = deadline.checked_sub(FOR_THE_VERDICT).unwrap_or(deadline);
    let (target, result) = examine(&ports, &hook.deployment_id, until).await;
    let (callee, version) = target.map(|target| (target.function, target.version)).unzip();
    let duration_ms = watch.milliseconds();
    let verdict = match result {
        Ok(()) => {
            tracing::info!(callee, version, duration_ms, "a version may get traffic");
            Verdict::Succeeded
        }
        Err(unfit) => {
            tracing::error!(callee, version, duration_ms, error = chain(&unfit), "a version may get no traffic");
            Verdict::Failed
        }
    };
    ports.deployments.report(&hook.deployment_id, &hook.lifecycle_event_hook_execution_id, verdict).await?;
    Ok(verdict)
}

/// The version, as soon as it is known, and what speaks against it.
async fn examine<D: Deployments, V: Versions>(
    ports: &Ports<D, V>,
    deployment_id: &str,
    until: Timestamp,
) -> (Option<Target>, Result<(), Unfit>) {
    let target = match in_time(until, ports.deployments.target(deployment_id)).await {
        Some(Ok(target)) => target,
        Some(Err(error)) => return (None, Err(Unfit::Unknown(error))),
        None => return (None, Err(Unfit::Late)),
    };
    let request = probe::request(deployment_id);
    let result = match in_time(until, ports.versions.invoke(&target, &request)).await {
        Some(Ok(answer)) => probe::judge(&answer).map_err(Unfit::Broken),
        Some(Err(error)) => Err(Unfit::NotAsked(error)),
        None => Err(Unfit::Late),
    };
    (Some(target), result)
}

/// What `work` comes to, or nothing if it takes longer.
async fn in_time<T>(until: Timestamp, work: impl Future<Output = T>) -> Option<T> {
    let left = Duration::try_from(until.duration_since(clock::now())).unwrap_or_default();
    tokio::time::timeout(left, work).await.ok()
}

#[cfg(test)]
mod tests;
