//! The versions of functions, on Lambda.

use std::{error::Error, future::Future};

use aws_sdk_lambda::{Client, primitives::Blob};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use platform::clients::Aws;
use serde_json::Value;

use crate::app_spec::Target;

/// What a version answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether its invocation failed.
    pub failed: bool,
    /// What it returned, or Lambda's error object.
    pub payload: Vec<u8>,
}

/// It could not be asked.
#[derive(Debug, thiserror::Error)]
#[error("it could not be invoked")]
pub struct NotInvoked(#[source] pub Box<dyn Error + Send + Sync>);

/// Versions that can be invoked.
///
/// An implementation MUST invoke the very version, whatever the function's aliases point to.
pub trait Versions: Clone + Send + Sync + 'static {
    /// Invokes a version and waits for what it answers. It may do so more than once.
    fn invoke(&self, target: &Target, event: &Value) -> impl Future<Output = Result<Answer, NotInvoked>> + Send;
}

/// The versions of functions on Lambda.
#[derive(Debug, Clone)]
pub struct LambdaVersions(Client);

impl LambdaVersions {
    /// Those that this client reaches.
    pub const fn new(client: Client) -> Self {
        Self(client)
    }

    /// Those of this region, asked again as `retries` says where Lambda has no room or fails.
    pub fn configured(aws: &Aws, retries: RetryConfig) -> Self {
        let config = aws.retrying().to_builder();
        // How long an answer may take is for the check to say.
        let config = config.retry_config(retries).timeout_config(TimeoutConfig::disabled()).build();
        Self(Client::new(&config))
    }
}

impl Versions for LambdaVersions {
    async fn invoke(&self, target: &Target, event: &Value) -> Result<Answer, NotInvoked> {
        let request = self.0.invoke().function_name(&target.function).qualifier(target.version.to_string());
        let answer = request.payload(Blob::new(event.to_string())).send().await;
        let answer = answer.map_err(|error| NotInvoked(Box::new(error)))?;
        let payload = answer.payload.map(Blob::into_inner).unwrap_or_default();
        Ok(Answer { failed: answer.function_error.is_some(), payload })
    }
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;
    use aws_sdk_lambda::operation::invoke::{InvokeError, InvokeOutput};
    use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock};
    use serde_json::json;

    use super::*;

    /// Versions behind a client that answers by `rule`. What `mock_client!` makes, without the SDK's feature `test-util`:
    /// with it, tests and `cargo run` would compile the SDK twice.
    fn versions(rule: &Rule) -> LambdaVersions {
        let answers = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny).with_rule(rule);
        let config = aws_sdk_lambda::Config::builder()
            .behavior_version(aws_sdk_lambda::config::BehaviorVersion::v2026_01_12())
            .region(aws_sdk_lambda::config::Region::new("ap-northeast-2"))
            .credentials_provider(Credentials::new("test", "test", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(answers)
            .build();
        LambdaVersions::new(Client::from_conf(config))
    }

    fn target() -> Target {
        Target { function: "cinema-dev-sell-ticket".into(), version: 7 }
    }

    #[tokio::test]
    async fn the_very_version_is_invoked_and_its_failure_is_told_from_an_answer() {
        for (error, failed) in [(None, false), (Some("Unhandled"), true)] {
            let rule = mock!(Client::invoke)
                .match_requests(|request| {
                    request.function_name() == Some("cinema-dev-sell-ticket")
                        && request.qualifier() == Some("7")
                        && request.payload().is_some_and(|payload| payload.as_ref() == b"{\"a\":1}")
                })
                .then_output(move || {
                    let output = InvokeOutput::builder().status_code(200).payload(Blob::new("{}"));
                    output.set_function_error(error.map(str::to_owned)).build()
                });
            let answer = versions(&rule).invoke(&target(), &json!({ "a": 1 })).await.unwrap();
            assert_eq!(answer, Answer { failed, payload: b"{}".to_vec() });
        }
    }

    #[tokio::test]
    async fn one_that_is_not_there_cannot_be_invoked() {
        let rule = mock!(Client::invoke).then_error(|| InvokeError::unhandled("no such version"));
        assert!(versions(&rule).invoke(&target(), &json!({})).await.is_err());
    }
}
