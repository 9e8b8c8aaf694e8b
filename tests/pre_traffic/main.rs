//! The hook that lets a new version get traffic: every function of the template passes as it is, nothing is left of having
//! been asked, and a function that is broken gets no traffic. CodeDeploy is not hosted, so a deployment is made up here;
//! who asks, what is asked and how the answer is judged is what is deployed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use platform::{clients::Aws, clock, config::Lookup};
use pre_traffic::{
    app_spec::Target,
    check::{Hook, Ports, handle},
    deployments::{Deployments, NotReported, UnknownTarget, Verdict},
    versions::LambdaVersions,
};
use reqwest::Client;
use serde_json::{Map, Value, json};
use system_tests::{Endpoint, Hosted, Room, story::sample};

/// A deployment of one function, whose verdict is kept.
#[derive(Debug, Clone)]
struct Deployment {
    function: String,
    told: Arc<Mutex<Vec<Verdict>>>,
}

impl Deployments for Deployment {
    async fn target(&self, _: &str) -> Result<Target, UnknownTarget> {
        Ok(Target { function: self.function.clone(), version: 1 })
    }

    async fn report(&self, _: &str, _: &str, verdict: Verdict) -> Result<(), NotReported> {
        self.told.lock().unwrap().push(verdict);
        Ok(())
    }
}

/// A system whose functions are to be deployed.
struct Stage {
    hosted: Hosted,
    http: Client,
    versions: LambdaVersions,
}

impl Stage {
    async fn start() -> Self {
        let hosted = Hosted::with_idle_schedules(&[]).await;
        let lookup = Lookup::of([
            ("AWS_REGION", "ap-northeast-2"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", &hosted.endpoint_url),
        ]);
        // One attempt: the throttled one below is throttled for good.
        let versions = LambdaVersions::new(Aws::new(&lookup).unwrap().lambda());
        Self { hosted, http: Client::builder().no_proxy().build().unwrap(), versions }
    }

    async fn dev(&self, what: &str) -> Value {
        let url = format!("{}/dev/{what}", self.hosted.system.url());
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// All functions of the template, with what became of their invocations and whom they called.
    async fn functions(&self) -> Map<String, Value> {
        self.dev("functions").await.as_object().expect("functions").clone()
    }

    /// How many messages there are in all queues, dead ones included.
    async fn messages(&self) -> u64 {
        let queues = self.dev("queues").await;
        let queues = queues.as_object().expect("queues").values();
        queues.flat_map(|queue| queue.as_object().expect("a queue").values()).filter_map(Value::as_u64).sum()
    }

    async fn items(&self) -> Vec<Value> {
        Endpoint::at(&self.hosted.endpoint_url).all_items().await
    }

    /// What the hook says of a function.
    async fn check(&self, function: &str) -> Verdict {
        let function = self.hosted.function(function).name.clone();
        let deployment = Deployment { function, told: Arc::default() };
        let ports = Ports { deployments: deployment.clone(), versions: self.versions.clone() };
        let hook = json!({ "DeploymentId": "d-1", "LifecycleEventHookExecutionId": "hook-1" });
        let hook: Hook = serde_json::from_value(hook).unwrap();
        let verdict = handle(ports, hook, clock::now() + Duration::from_secs(30)).await.unwrap();
        assert_eq!(*deployment.told.lock().unwrap(), [verdict]);
        verdict
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_function_passes_and_nothing_is_left_of_it() {
    let stage = Stage::start().await;
    let functions = stage.functions().await;
    assert!(functions.len() > 40, "{functions:?}");
    for function in functions.keys() {
        assert_eq!(stage.check(function).await, Verdict::Succeeded, "{function}");
    }
    for (function, seen) in stage.functions().await {
        assert_eq!((&seen["invocations"], &seen["calls"]), (&json!(1), &json!({})), "{function} has done something");
        // A refused event is an error in its context's alarm, of which there are not to be many.
        let sample: Value = serde_json::from_str(&sample(&function)).unwrap();
        let is_behind_the_api = sample["requestContext"].is_object();
        assert_eq!(seen["errors"], u64::from(!is_behind_the_api), "{function}");
    }
    assert_eq!((stage.items().await, stage.messages().await), (Vec::new(), 0));
    // Whoever does anything is seen.
    let room = Room::plan(50_000).registration();
    stage.hosted.system.host().await.post("/rooms", &room).await.expect(201);
    let seen = &stage.functions().await["register-room"];
    assert!(seen["invocations"] == 2 && seen["calls"] != json!({}), "{seen}");
    assert!(!stage.items().await.is_empty());
    stage.hosted.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_function_gets_no_traffic() {
    let stage = Stage::start().await;
    for function in ["register-room", "charge-payment", "project-room-info", "outbox-relay", "reconcile-payments"] {
        for fault in [
            json!({ "errorRate": 1.0 }),
            // It crashes before it comes to its work, which is quick.
            json!({ "crashRate": 1.0, "latencyMs": 200 }),
            json!({ "throttleRate": 1.0 }),
        ] {
            stage.hosted.system.inject(function, &fault).await;
            assert_eq!(stage.check(function).await, Verdict::Failed, "{function} with {fault}");
        }
        stage.hosted.system.mend(function).await;
        assert_eq!(stage.check(function).await, Verdict::Succeeded, "{function}, mended");
    }
    stage.hosted.stop().await;
}
