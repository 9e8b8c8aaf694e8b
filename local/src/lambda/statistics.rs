//! What happened to a function's invocations.

use std::{collections::VecDeque, time::Duration};

use serde::Serialize;

/// How many of the last durations percentiles are taken of.
const WINDOW: usize = 1_000;

/// Counts and the last durations.
#[derive(Debug, Default)]
pub struct Statistics {
    invocations: u64,
    errors: u64,
    throttles: u64,
    lost: u64,
    durations: VecDeque<Duration>,
}

/// What `/dev/functions` shows of one function.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Invocations that ran.
    pub invocations: u64,
    /// Those that failed, timed out or crashed.
    pub errors: u64,
    /// Invocations that were refused.
    pub throttles: u64,
    /// Messages that were lost on purpose on their way to it.
    pub lost: u64,
    /// Half of the last thousand were at most this fast.
    pub p50_ms: Option<f64>,
    /// 99 of 100 of the last thousand were at most this fast.
    pub p99_ms: Option<f64>,
}

impl Statistics {
    /// An invocation ended.
    pub fn ended(&mut self, duration: Duration, failed: bool) {
        self.invocations += 1;
        self.errors += u64::from(failed);
        if self.durations.len() == WINDOW {
            self.durations.pop_front();
        }
        self.durations.push_back(duration);
    }

    /// An invocation was refused.
    pub fn throttled(&mut self) {
        self.throttles += 1;
    }

    /// A message was lost on purpose.
    pub fn lost(&mut self) {
        self.lost += 1;
    }

    /// What happened so far.
    pub fn summary(&self) -> Summary {
        let mut sorted: Vec<Duration> = self.durations.iter().copied().collect();
        sorted.sort_unstable();
        let percentile = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
            sorted.get(rank).map(|duration| (duration.as_secs_f64() * 1e6).round() / 1e3)
        };
        Summary {
            invocations: self.invocations,
            errors: self.errors,
            throttles: self.throttles,
            lost: self.lost,
            p50_ms: percentile(50),
            p99_ms: percentile(99),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let mut statistics = Statistics::default();
        assert_eq!(statistics.summary().p50_ms, None);
        for milliseconds in (1..=100).rev() {
            statistics.ended(Duration::from_millis(milliseconds), milliseconds == 7);
        }
        let summary = statistics.summary();
        assert_eq!((summary.p50_ms, summary.p99_ms), (Some(50.0), Some(99.0)));
        assert_eq!((summary.invocations, summary.errors), (100, 1));
    }
}
