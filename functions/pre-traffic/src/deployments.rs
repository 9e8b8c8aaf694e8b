//! CodeDeploy: which version a deployment is about, and what it is told of it.

use std::{error::Error, future::Future};

use aws_sdk_codedeploy::{
    Client,
    types::{LifecycleEventStatus, RevisionLocation},
};
use aws_smithy_types::retry::RetryConfig;
use platform::clients::Aws;
use serde::Serialize;

use crate::app_spec::{AppSpecError, Target};

/// What becomes of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// The version gets traffic.
    Succeeded,
    /// The deployment is rolled back.
    Failed,
}

/// Which version a deployment is about could not be found out.
#[derive(Debug, thiserror::Error)]
pub enum UnknownTarget {
    /// CodeDeploy did not say.
    #[error("CodeDeploy did not say which version it is")]
    Untold(#[source] Box<dyn Error + Send + Sync>),
    /// The deployment has no revision, or no application.
    #[error("the deployment has no {0}")]
    Without(&'static str),
    /// The revision is of another kind, such as an archive in S3.
    #[error("the deployment's revision is of type {0}, which has no AppSpec in it")]
    NoAppSpec(String),
    /// The AppSpec does not say it either.
    #[error("the deployment's AppSpec is not understood")]
    AppSpec(#[from] AppSpecError),
}

/// The verdict did not reach CodeDeploy, which goes on waiting for it, an hour at most.
#[derive(Debug, thiserror::Error)]
#[error("CodeDeploy does not take the verdict")]
pub struct NotReported(#[source] pub Box<dyn Error + Send + Sync>);

/// Deployments under way.
///
/// An implementation MUST NOT answer with a version that it is not sure of.
pub trait Deployments: Clone + Send + Sync + 'static {
    /// The version that a deployment is about.
    fn target(&self, deployment_id: &str) -> impl Future<Output = Result<Target, UnknownTarget>> + Send;

    /// Tells the verdict of one hook of a deployment.
    fn report(
        &self,
        deployment_id: &str,
        hook_execution_id: &str,
        verdict: Verdict,
    ) -> impl Future<Output = Result<(), NotReported>> + Send;
}

/// The deployments of AWS CodeDeploy.
#[derive(Debug, Clone)]
pub struct CodeDeploy(Client);

impl CodeDeploy {
    /// Those that this client reaches.
    pub const fn new(client: Client) -> Self {
        Self(client)
    }

    /// Those of this region, asked again as `retries` says.
    pub fn configured(aws: &Aws, retries: RetryConfig) -> Self {
        Self(Client::new(&aws.retrying().to_builder().retry_config(retries).build()))
    }

    /// A deployment's application and revision. The revision has a hash in it instead of its content: `GetDeployment` never
    /// gives that (<https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_GetDeployment.html>).
    async fn revision(&self, deployment_id: &str) -> Result<(String, RevisionLocation), UnknownTarget> {
        let answer = self.0.get_deployment().deployment_id(deployment_id).send().await.map_err(untold)?;
        let deployment = answer.deployment_info.ok_or(UnknownTarget::Without("information"))?;
        let application = deployment.application_name.ok_or(UnknownTarget::Without("application"))?;
        Ok((application, deployment.revision.ok_or(UnknownTarget::Without("revision"))?))
    }
}

impl Deployments for CodeDeploy {
    async fn target(&self, deployment_id: &str) -> Result<Target, UnknownTarget> {
        let (application, revision) = self.revision(deployment_id).await?;
        let request = self.0.get_application_revision().application_name(application).revision(revision);
        let answer = request.send().await.map_err(untold)?;
        let revision = answer.revision.ok_or(UnknownTarget::Without("revision"))?;
        Ok(Target::of_app_spec(content(&revision).ok_or_else(|| no_app_spec(&revision))?)?)
    }

    async fn report(&self, deployment_id: &str, hook_execution_id: &str, verdict: Verdict) -> Result<(), NotReported> {
        let status = match verdict {
            Verdict::Succeeded => LifecycleEventStatus::Succeeded,
            Verdict::Failed => LifecycleEventStatus::Failed,
        };
        let request = self.0.put_lifecycle_event_hook_execution_status().deployment_id(deployment_id);
        let request = request.lifecycle_event_hook_execution_id(hook_execution_id).status(status);
        request.send().await.map(|_| ()).map_err(|error| NotReported(Box::new(error)))
    }
}

fn untold<E: Error + Send + Sync + 'static>(error: E) -> UnknownTarget {
    UnknownTarget::Untold(Box::new(error))
}

/// The AppSpec in a revision: CloudFormation still makes revisions of the older kind.
fn content(revision: &RevisionLocation) -> Option<&str> {
    let newer = revision.app_spec_content().and_then(|app_spec| app_spec.content());
    newer.or_else(|| revision.string().and_then(|string| string.content()))
}

fn no_app_spec(revision: &RevisionLocation) -> UnknownTarget {
    UnknownTarget::NoAppSpec(revision.revision_type().map_or("unknown", |kind| kind.as_str()).to_owned())
}

#[cfg(test)]
mod tests;
