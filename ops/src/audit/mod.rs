//! Checks that everything that was promised holds of what is stored: reads all tables, and decodes what is there with the
//! contexts' own types.
//!
//! `facts` is what is kept of each item while a look lasts: less than a kilobyte per reservation with all that became of
//! it, whatever its items are like. `rules` check it, one file per group; `code` names them. A live system moves while it is
//! read, so that only what two looks in a row found alike is a finding.

mod checks;
mod code;
mod facts;
mod look;
mod options;
mod report;
mod rules;
#[cfg(test)]
mod world;

use std::time::Duration;

use tokio::time::{Instant, sleep};

pub use checks::Finding;
pub use code::Code;
pub use options::Options;
pub use report::{Leftovers, Report};

use crate::{OpsError, Stack, progress::Progress};
use look::look;

/// The first pause between two looks, and the longest.
const SHORTEST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(5);

/// Audits a stack. It looks again at what does not hold until everything does, or the patience is over; then what the last
/// two looks found alike is reported.
pub async fn audit(stack: &Stack, options: &Options, progress: &Progress) -> Result<Report, OpsError> {
    let start = Instant::now();
    let mut report = look(stack, options, progress).await?;
    report.looks = 1;
    let mut standing = report.findings.clone();
    let mut pause = SHORTEST;
    while !report.findings.is_empty() && !options.patience.is_zero() {
        let left = options.patience.saturating_sub(start.elapsed());
        if report.looks > 1 && left.is_zero() {
            break;
        }
        progress.say(format_args!("{} do not hold: looking again", report.findings.len()));
        sleep(pause.min(left.max(SHORTEST))).await;
        pause = LONGEST.min(pause * 2);
        let again = Report { looks: report.looks + 1, ..look(stack, options, progress).await? };
        standing = found_again(&report.findings, &again.findings);
        report = again;
    }
    Ok(Report { findings: standing, ..report })
}

/// What two looks found alike: of the same aggregates, at the same versions. Both are in order.
fn found_again(before: &[Finding], now: &[Finding]) -> Vec<Finding> {
    now.iter().filter(|finding| before.binary_search(finding).is_ok()).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: Code, version: u64) -> Finding {
        Finding { code, ids: vec!["R-1".to_owned()], seen: vec![version] }
    }

    #[test]
    fn only_what_is_found_again_of_the_same_version_counts() {
        let before = [finding(Code::NightStray, 1), finding(Code::RowMissing, 1), finding(Code::SliceBehind, 1)];
        let now = [finding(Code::RowMissing, 1), finding(Code::SliceBehind, 2), finding(Code::NoticeMissing, 1)];
        assert_eq!(found_again(&before, &now), [finding(Code::RowMissing, 1)]);
    }
}
