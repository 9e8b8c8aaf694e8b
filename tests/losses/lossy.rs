//! A system that loses messages, and whose reconcilers run when a test says so.

use std::{
    ops::Deref,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use system_tests::{Hosted, System, eventually, patience};

use crate::SEEN_WITHIN;

/// The reconcilers.
pub(crate) const RESERVATIONS: &str = "reconcile-reservations";
pub(crate) const PAYMENTS: &str = "reconcile-payments";

/// How long messages have: the template's least.
const RECONCILE_AFTER: Duration = Duration::from_secs(1);

/// A system of a test's own whose reconcilers take over after a second.
pub(crate) struct Lossy(Hosted);

impl Lossy {
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// One with these parameters besides.
    pub(crate) async fn start_with(parameters: &[(&str, &str)]) -> Self {
        let parameters = [&[("ReconcileAfterSeconds", "1")], parameters].concat();
        Self(Hosted::with_idle_schedules(&parameters).await)
    }

    /// From now on no message reaches this policy.
    pub(crate) async fn lose(&self, policy: &str) {
        self.inject(policy, &json!({ "lossRate": 1 })).await;
    }

    /// Waits until the policy has lost so many messages, and makes sure that it has seen none.
    pub(crate) async fn lost(&self, policy: &str, messages: u64) {
        eventually(&format!("{messages} messages to {policy} are lost"), patience(SEEN_WITHIN), async || {
            let seen = self.statistics(policy).await;
            if seen["lost"].as_u64() == Some(messages) { Ok(()) } else { Err(seen.to_string()) }
        })
        .await;
        self.has_seen_nothing(policy).await;
    }

    /// Makes sure that this function was never invoked.
    pub(crate) async fn has_seen_nothing(&self, function: &str) {
        let seen = self.statistics(function).await;
        assert_eq!(seen["invocations"], 0, "{function}: {seen}");
    }

    async fn statistics(&self, function: &str) -> Value {
        let functions = self.stranger(None).get("/dev/functions").await.expect(200).json();
        functions[function].clone()
    }

    /// Runs a reconciler, to its end; answers what it found.
    pub(crate) async fn run(&self, reconciler: &str) -> Value {
        let path = format!("/dev/schedules/{reconciler}?wait=true");
        self.stranger(None).post(&path, &json!({})).await.expect(200).json()["answers"][0].clone()
    }

    /// Runs a reconciler, again as long as what it can repair is not old enough, until it has found so many of a kind, all
    /// at once, and left none of them.
    pub(crate) async fn repairs(&self, reconciler: &str, kind: &str, count: u64) {
        eventually(&format!("{reconciler} finds {count} {kind}"), patience(SEEN_WITHIN), async || {
            let found = self.run(reconciler).await;
            let expected = json!({ "tried": count, "left": 0, "isAll": true });
            if found[kind] == expected { Ok(()) } else { Err(found.to_string()) }
        })
        .await;
    }

    /// Waits until the reconcilers find nothing for longer than anything could hide from them by being young.
    pub(crate) async fn has_nothing_left(&self) {
        let mut quiet_since = None;
        eventually("the reconcilers find nothing any more", patience(SEEN_WITHIN), async || {
            let found = [self.run(RESERVATIONS).await, self.run(PAYMENTS).await];
            if !found.iter().all(is_nothing) {
                quiet_since = None;
                return Err(format!("{found:?}"));
            }
            let since = *quiet_since.get_or_insert_with(Instant::now);
            if since.elapsed() > RECONCILE_AFTER { Ok(()) } else { Err("nothing, so far".to_owned()) }
        })
        .await;
    }
}

fn is_nothing(found: &Value) -> bool {
    let kinds = found.as_object().expect("what a reconciler found");
    kinds.values().all(|kind| kind["tried"] == 0 && kind["isAll"] == true)
}

impl Deref for Lossy {
    type Target = System;

    fn deref(&self) -> &System {
        &self.0.system
    }
}
