//! Faults on demand, and gone again at the end of each test.

use std::{
    io::{Write, stderr},
    thread,
};

use serde_json::{Value, json};
use system_tests::System;
use tokio::sync::{Mutex, MutexGuard};

static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// The right to break the system, for one test.
pub(crate) struct Faults {
    system: System,
    _turn: MutexGuard<'static, ()>,
}

impl Faults {
    /// Waits for the test's turn. Nothing where the system has no fault injection: the test is skipped then, and
    /// says so even where the harness hides what passing tests print.
    pub(crate) async fn of(system: &System, test: &str) -> Option<Self> {
        let turn = ONE_AT_A_TIME.lock().await;
        if system.end_faults().await {
            return Some(Self { system: system.clone(), _turn: turn });
        }
        let url = system.url();
        writeln!(stderr(), "SKIPPED {test}: {url} has no fault injection (POST /dev/faults)").expect("standard error");
        None
    }

    /// Breaks `function` as `fault` says: `latencyMs`, `errorRate`, `throttleRate`.
    pub(crate) async fn inject(&self, function: &str, fault: &Value) {
        let mut body = json!({ "function": function });
        let fields = body.as_object_mut().expect("an object");
        fields.extend(fault.as_object().expect("an object").clone());
        self.system.stranger(None).post("/dev/faults", &body).await.expect(200);
    }

    /// Neither the payment nor promotion's own policy gets a promotion through until faults are cleared.
    pub(crate) async fn hold_promotions(&self) {
        self.inject("save-promotion", &json!({ "errorRate": 1.0 })).await;
        self.inject("grant-deferred-promotion", &json!({ "errorRate": 1.0 })).await;
    }

    /// Ends the faults of `function`.
    pub(crate) async fn mend(&self, function: &str) {
        self.inject(function, &json!({ "latencyMs": 0, "errorRate": 0, "throttleRate": 0 })).await;
    }

    /// Ends all faults.
    pub(crate) async fn clear(&self) {
        assert!(self.system.end_faults().await, "faults can be ended");
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        // A test that fails must not leave the system broken. Its own runtime is about to end: another one does it.
        let ended = thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            std::io::Result::Ok(runtime.block_on(async { System::connect().end_faults().await }))
        });
        drop(ended.join());
    }
}
