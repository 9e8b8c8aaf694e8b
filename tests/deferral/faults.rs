//! A system that a test may break.

use std::{
    io::{Write, stderr},
    ops::Deref,
    thread,
};

use system_tests::{Hosted, System};
use tokio::sync::{Mutex, MutexGuard};

static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// The right to break a system, for one test: one of its own, or the one that the environment names, which all tests
/// share and break one after the other.
pub(crate) struct Faults {
    system: System,
    /// Ends with the test.
    _own: Option<Hosted>,
    turn: Option<MutexGuard<'static, ()>>,
}

impl Faults {
    /// A system without faults. Nothing where the environment names one that cannot have any: the test is skipped then,
    /// and says so even where the harness hides what passing tests print.
    pub(crate) async fn of(test: &str) -> Option<Self> {
        let Some(system) = System::given() else {
            let own = Hosted::with_quick_retries().await;
            return Some(Self { system: own.system.clone(), _own: Some(own), turn: None });
        };
        let turn = ONE_AT_A_TIME.lock().await;
        if system.end_faults().await {
            return Some(Self { system, _own: None, turn: Some(turn) });
        }
        let url = system.url();
        writeln!(stderr(), "SKIPPED {test}: {url} has no fault injection (POST /dev/faults)").expect("standard error");
        None
    }

    /// Ends all faults.
    pub(crate) async fn clear(&self) {
        assert!(self.system.end_faults().await, "faults can be ended");
    }
}

impl Deref for Faults {
    type Target = System;

    fn deref(&self) -> &System {
        &self.system
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        if self.turn.is_none() {
            return;
        }
        // A test that fails must not leave the others' system broken. Its own runtime is about to end: another one does
        // it.
        let ended = thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            std::io::Result::Ok(runtime.block_on(async { System::connect().end_faults().await }))
        });
        drop(ended.join());
    }
}
