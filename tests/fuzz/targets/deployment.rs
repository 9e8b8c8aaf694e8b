//! What the hook of deployments reads: CodeDeploy's event, a deployment's AppSpec, and what a new version answers.

use pre_traffic::{
    app_spec::Target as Version,
    check,
    deployments::{Deployments, NotReported, UnknownTarget, Verdict},
    probe,
    versions::{Answer, NotInvoked, Versions},
};
use serde_json::Value;

use super::{Target, assert_refused, invoke, payload, seeds, wait};

pub const TARGET: Target = Target { name: "deployment", seeds, run };

const APP_SPEC: &str = "version: 0.0\nResources:\n  - Fn:\n      Type: AWS::Lambda::Function\n      Properties:\n        \
                        Name: f\n        Alias: live\n        CurrentVersion: \"6\"\n        TargetVersion: \"7\"\n";
/// How a version answers that works.
const REFUSED: &str = r#"{"errorType":"InvalidEvent","errorMessage":"an HTTP API event without claims"}"#;

pub fn is_hook(sample: &Value) -> bool {
    sample["DeploymentId"].is_string()
}

fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = seeds::of(is_hook);
    seeds.extend([APP_SPEC, REFUSED].map(|seed| seed.as_bytes().to_owned()));
    seeds
}

/// A deployment whose version answers with the input.
#[derive(Clone)]
struct Deployed(Vec<u8>);

impl Deployments for Deployed {
    async fn target(&self, _: &str) -> Result<Version, UnknownTarget> {
        Ok(Version { function: "f".into(), version: 7 })
    }

    async fn report(&self, _: &str, _: &str, _: Verdict) -> Result<(), NotReported> {
        Ok(())
    }
}

impl Versions for Deployed {
    async fn invoke(&self, _: &Version, _: &Value) -> Result<Answer, NotInvoked> {
        Ok(Answer { failed: true, payload: self.0.clone() })
    }
}

fn run(input: &[u8]) {
    for failed in [false, true] {
        // A verdict on it, whatever it is.
        let _ = probe::judge(&Answer { failed, payload: input.to_owned() });
    }
    if let Ok(text) = str::from_utf8(input)
        && let Ok(version) = Version::of_app_spec(text)
    {
        assert!(text.contains(&version.function), "{version:?} is not in {text}");
    }
    if let Some(payload) = payload(input) {
        let deployed = Deployed(input.to_owned());
        let ports = check::Ports { deployments: deployed.clone(), versions: deployed };
        if let Err(error) = wait(invoke(&check::function(ports), payload)) {
            assert_refused("check-version", &error);
        }
    }
}
