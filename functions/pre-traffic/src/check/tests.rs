use std::sync::{Arc, Mutex};

use serde_json::Value;
use testing::Lines;

use super::*;
use crate::versions::Answer;

/// How the fakes behave.
#[derive(Debug, Clone, Default)]
struct World {
    /// The deployment is not known.
    unknown: bool,
    /// The version cannot be invoked.
    gone: bool,
    /// What the version answers; nothing if it never does.
    answer: Option<Answer>,
    /// Verdicts are not taken.
    deaf: bool,
    asked: Arc<Mutex<Vec<String>>>,
    told: Arc<Mutex<Vec<(String, String, Verdict)>>>,
}

impl Deployments for World {
    async fn target(&self, deployment_id: &str) -> Result<Target, UnknownTarget> {
        assert_eq!(deployment_id, "d-1");
        if self.unknown {
            return Err(UnknownTarget::Untold("denied".into()));
        }
        Ok(Target { function: "cinema-dev-sell-ticket".into(), version: 7 })
    }

    async fn report(&self, deployment_id: &str, hook_execution_id: &str, verdict: Verdict) -> Result<(), NotReported> {
        if self.deaf {
            return Err(NotReported("no such deployment".into()));
        }
        self.told.lock().unwrap().push((deployment_id.into(), hook_execution_id.into(), verdict));
        Ok(())
    }
}

impl Versions for World {
    async fn invoke(&self, target: &Target, event: &Value) -> Result<Answer, NotInvoked> {
        assert_eq!(*event, probe::request("d-1"));
        self.asked.lock().unwrap().push(format!("{}:{}", target.function, target.version));
        if self.gone {
            return Err(NotInvoked("no such version".into()));
        }
        match &self.answer {
            Some(answer) => Ok(answer.clone()),
            None => std::future::pending().await,
        }
    }
}

impl World {
    fn answering(failed: bool, payload: &str) -> Self {
        Self { answer: Some(Answer { failed, payload: payload.into() }), ..Self::default() }
    }

    /// What the hook answers, stopped after so long, and its lines at `ERROR`.
    async fn hook(&self, time: Duration) -> (Result<Value, FunctionError>, Vec<Value>) {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber =
            platform::telemetry::subscriber(&platform::config::Lookup::of::<&str, &str>([]), move || writer.clone());
        let _logging = tracing::subscriber::set_default(subscriber);
        let payload =
            to_raw_value(&json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "hook-1" })).unwrap();
        let deadline = clock::now() + time;
        let invocation = platform::function::Invocation { payload, request_id: "r-1".into(), deadline };
        let function = function(Ports { deployments: self.clone(), versions: self.clone() });
        let answer = function.call(invocation).await.map(|answer| serde_json::from_str(answer.get()).unwrap());
        let lines = lines.text();
        let lines = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        (answer, lines.filter(|line| line["level"] == "ERROR").collect())
    }

    /// The one line that says why the version is refused.
    async fn refusal(&self) -> Value {
        let (answer, errors) = self.hook(Duration::from_secs(30)).await;
        assert_eq!(answer.unwrap(), json!({ "status": "Failed" }));
        assert_eq!(*self.told.lock().unwrap(), [("d-1".into(), "hook-1".into(), Verdict::Failed)]);
        let [line] = errors.try_into().unwrap();
        line
    }
}

#[tokio::test]
async fn a_version_that_answers_may_get_traffic() {
    for world in [
        World::answering(false, r#"{"statusCode":200,"body":"{}"}"#),
        World::answering(true, r#"{"errorType":"InvalidCall","errorMessage":"no command"}"#),
    ] {
        let (answer, errors) = world.hook(Duration::from_secs(30)).await;
        assert_eq!(answer.unwrap(), json!({ "status": "Succeeded" }));
        assert_eq!(*world.asked.lock().unwrap(), ["cinema-dev-sell-ticket:7"]);
        assert_eq!(*world.told.lock().unwrap(), [("d-1".into(), "hook-1".into(), Verdict::Succeeded)]);
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[tokio::test]
async fn one_line_says_which_version_is_broken_and_what_it_answered() {
    let crash = r#"{"errorType":"Runtime.ExitError","errorMessage":"exit status 1"}"#;
    let line = World::answering(true, crash).refusal().await;
    assert_eq!((&line["callee"], &line["version"]), (&json!("cinema-dev-sell-ticket"), &json!(7)), "{line}");
    assert!(line["error"].as_str().unwrap().contains("exit status 1"), "{line}");
    assert_eq!((&line["correlation_id"], &line["function"]), (&json!("d-1"), &json!("check-version")), "{line}");
}

#[tokio::test]
async fn what_cannot_be_found_out_counts_against_the_version() {
    let passing = World::answering(false, r#"{"statusCode":200,"body":"{}"}"#);
    let unknown = World { unknown: true, ..passing.clone() };
    let line = unknown.refusal().await;
    assert!(line["error"].as_str().unwrap().ends_with("denied") && line.get("callee").is_none(), "{line}");
    assert!(unknown.asked.lock().unwrap().is_empty());
    let gone = World { gone: true, told: Arc::default(), ..passing };
    let line = gone.refusal().await;
    assert!(line["error"].as_str().unwrap().ends_with("no such version") && line["version"] == 7, "{line}");
}

#[tokio::test]
async fn a_version_that_does_not_answer_is_refused_while_there_is_time_to_say_so() {
    let silent = World::default();
    // What is left beside the time for the verdict.
    let (answer, errors) = silent.hook(Duration::from_millis(8_200)).await;
    assert_eq!(answer.unwrap(), json!({ "status": "Failed" }));
    assert!(errors[0]["error"].as_str().unwrap().contains("in time") && errors[0]["version"] == 7, "{errors:?}");
}

#[tokio::test]
async fn a_verdict_that_is_not_taken_fails_the_hook() {
    let world = World { deaf: true, ..World::answering(false, r#"{"statusCode":200,"body":"{}"}"#) };
    let (answer, errors) = world.hook(Duration::from_secs(30)).await;
    assert_eq!(answer.unwrap_err().error_type, "Unreported");
    assert_eq!(errors.len(), 1);
}

#[tokio::test]
async fn what_is_no_hook_is_refused() {
    let world = World::default();
    let payload = to_raw_value(&probe::request("d-1")).unwrap();
    let invocation = platform::function::Invocation { payload, request_id: "r-1".into(), deadline: clock::now() };
    let function = function(Ports { deployments: world.clone(), versions: world.clone() });
    let error = function.call(invocation).await.unwrap_err();
    assert!(FunctionError::is_refusal(&error.error_type), "{error}");
    assert!(world.told.lock().unwrap().is_empty());
}
