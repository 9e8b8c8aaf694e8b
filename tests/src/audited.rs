//! Whether everything that was promised holds of what a system stores.

use std::time::Duration;

use jiff::SignedDuration;
use ops::{
    audit::{Options, Report, audit},
    connect,
    progress::Progress,
};
use platform::config::Lookup;

use crate::{hosted::Hosted, settings::patience, system::System};

impl System {
    /// What an auditor finds.
    pub async fn audit(&self, options: &Options) -> Report {
        let stack = connect(&Lookup::of::<&str, &str>([]), None, Some(self.url())).expect("a stack");
        audit(&stack, options, &Progress::hidden()).await.unwrap_or_else(|error| panic!("no audit: {error:?}"))
    }

    /// Everything holds, and nothing is left open, as soon as what is under way is done: within `deadline`.
    pub async fn audits_clean(&self, deadline: Duration) -> Report {
        let options = Options { patience: patience(deadline), allowance: SignedDuration::ZERO, ..Options::default() };
        let report = self.audit(&options).await;
        assert!(report.is_clean(), "{report}");
        report
    }
}

impl Hosted {
    /// What an auditor finds.
    pub async fn audit(&self, options: &Options) -> Report {
        self.system.audit(options).await
    }

    /// Everything holds, within `deadline`.
    pub async fn audits_clean(&self, deadline: Duration) -> Report {
        self.system.audits_clean(deadline).await
    }
}
