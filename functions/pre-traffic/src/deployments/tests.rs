//! Every shape that CodeDeploy's answers can have.
#![expect(deprecated, reason = "what CloudFormation deploys is a RawString")]

use aws_credential_types::Credentials;
use aws_sdk_codedeploy::{
    operation::{
        get_application_revision::{GetApplicationRevisionError, GetApplicationRevisionOutput},
        get_deployment::{GetDeploymentError, GetDeploymentOutput},
        put_lifecycle_event_hook_execution_status::{
            PutLifecycleEventHookExecutionStatusError, PutLifecycleEventHookExecutionStatusOutput,
        },
    },
    types::{AppSpecContent, DeploymentInfo, RawString, RevisionLocationType, S3Location},
};
use aws_smithy_mocks::{MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock};
use platform::telemetry::chain;

use super::*;

const APP_SPEC: &str = r#"{"version":"0.0","Resources":[{"Sell":{"Type":"AWS::Lambda::Function","Properties":
    {"Name":"cinema-dev-sell-ticket","Alias":"live","CurrentVersion":"6","TargetVersion":"7"}}}]}"#;

/// Deployments behind a client that answers by these rules. What `mock_client!` makes, without the SDK's feature
/// `test-util`: with it, tests and `cargo run` would compile the SDK twice.
fn deployments(rules: &[&Rule]) -> CodeDeploy {
    let interceptor = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny);
    let interceptor = rules.iter().fold(interceptor, |interceptor, rule| interceptor.with_rule(rule));
    let config = aws_sdk_codedeploy::Config::builder()
        .behavior_version(aws_sdk_codedeploy::config::BehaviorVersion::v2026_01_12())
        .region(aws_sdk_codedeploy::config::Region::new("ap-northeast-2"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .http_client(create_mock_http_client())
        .interceptor(interceptor)
        .build();
    CodeDeploy::new(Client::from_conf(config))
}

/// A revision that CloudFormation made, as it is listed: without its content.
fn listed() -> RevisionLocation {
    let string = RawString::builder().sha256("hash").build();
    RevisionLocation::builder().revision_type(RevisionLocationType::String).string(string).build()
}

fn deployment(revision: Option<RevisionLocation>) -> Rule {
    mock!(Client::get_deployment).match_requests(|request| request.deployment_id() == Some("d-1")).then_output(
        move || {
            let info =
                DeploymentInfo::builder().application_name("cinema-dev-app").set_revision(revision.clone()).build();
            GetDeploymentOutput::builder().deployment_info(info).build()
        },
    )
}

fn revision(whole: RevisionLocation) -> Rule {
    mock!(Client::get_application_revision)
        .match_requests(|request| {
            request.application_name() == Some("cinema-dev-app") && request.revision() == Some(&listed())
        })
        .then_output(move || GetApplicationRevisionOutput::builder().revision(whole.clone()).build())
}

async fn target(whole: RevisionLocation) -> Result<Target, UnknownTarget> {
    deployments(&[&deployment(Some(listed())), &revision(whole)]).target("d-1").await
}

async fn complaint(whole: RevisionLocation) -> String {
    chain(&target(whole).await.unwrap_err())
}

#[tokio::test]
async fn the_version_is_in_the_revisions_content_of_either_kind() {
    let expected = Target { function: "cinema-dev-sell-ticket".into(), version: 7 };
    let string = RawString::builder().content(APP_SPEC).sha256("hash").build();
    let older = RevisionLocation::builder().revision_type(RevisionLocationType::String).string(string).build();
    assert_eq!(target(older).await.unwrap(), expected);
    let content = AppSpecContent::builder().content(APP_SPEC).sha256("hash").build();
    let kind = RevisionLocationType::AppSpecContent;
    let newer = RevisionLocation::builder().revision_type(kind).app_spec_content(content).build();
    assert_eq!(target(newer).await.unwrap(), expected);
}

#[tokio::test]
async fn a_revision_without_an_app_spec_is_named_by_its_type() {
    let bucket = S3Location::builder().bucket("bucket").build();
    let archive = RevisionLocation::builder().revision_type(RevisionLocationType::S3).s3_location(bucket).build();
    assert!(complaint(archive).await.contains("of type S3"));
    let new_kind = RevisionLocation::builder().revision_type(RevisionLocationType::from("Hologram")).build();
    assert!(complaint(new_kind).await.contains("of type Hologram"));
    assert!(complaint(RevisionLocation::builder().build()).await.contains("of type unknown"));
    assert!(complaint(listed()).await.contains("of type String"));
}

#[tokio::test]
async fn an_app_spec_that_is_not_understood_is_no_version() {
    let content = AppSpecContent::builder().content("{}").build();
    let complaint = complaint(RevisionLocation::builder().app_spec_content(content).build()).await;
    assert!(complaint.contains("not understood: it is no AppSpec"), "{complaint}");
}

#[tokio::test]
async fn a_deployment_that_code_deploy_does_not_tell_of_has_no_version() {
    let unknown = mock!(Client::get_deployment).then_error(|| GetDeploymentError::unhandled("denied"));
    let error = deployments(&[&unknown]).target("d-1").await.unwrap_err();
    assert!(matches!(error, UnknownTarget::Untold(_)), "{error}");
    let no_info = mock!(Client::get_deployment).then_output(|| GetDeploymentOutput::builder().build());
    let error = deployments(&[&no_info]).target("d-1").await.unwrap_err();
    assert!(matches!(error, UnknownTarget::Without("information")), "{error}");
    let error = deployments(&[&deployment(None)]).target("d-1").await.unwrap_err();
    assert!(matches!(error, UnknownTarget::Without("revision")), "{error}");
    let denied =
        mock!(Client::get_application_revision).then_error(|| GetApplicationRevisionError::unhandled("denied"));
    let error = deployments(&[&deployment(Some(listed())), &denied]).target("d-1").await.unwrap_err();
    assert!(matches!(error, UnknownTarget::Untold(_)), "{error}");
}

#[tokio::test]
async fn a_verdict_is_told_under_both_ids() {
    for (verdict, status) in
        [(Verdict::Succeeded, LifecycleEventStatus::Succeeded), (Verdict::Failed, LifecycleEventStatus::Failed)]
    {
        let rule = mock!(Client::put_lifecycle_event_hook_execution_status)
            .match_requests(move |request| {
                request.deployment_id() == Some("d-1")
                    && request.lifecycle_event_hook_execution_id() == Some("hook-1")
                    && request.status() == Some(&status)
            })
            .then_output(|| PutLifecycleEventHookExecutionStatusOutput::builder().build());
        deployments(&[&rule]).report("d-1", "hook-1", verdict).await.unwrap();
    }
}

#[tokio::test]
async fn a_verdict_that_is_not_taken_is_an_error() {
    let rule = mock!(Client::put_lifecycle_event_hook_execution_status)
        .then_error(|| PutLifecycleEventHookExecutionStatusError::unhandled("no such deployment"));
    assert!(deployments(&[&rule]).report("d-1", "hook-1", Verdict::Failed).await.is_err());
}
