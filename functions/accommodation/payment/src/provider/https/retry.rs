//! How often and how long a gateway is asked.

use std::{future::Future, time::Duration};

use platform::{random, telemetry::chain};
use tokio::time::{Instant, sleep};

use super::failure::NoVerdict;

/// The longest waits before the second attempt, the third, and so on: after the last there is none. Doubled each time, for
/// a gateway that has too much to do; each a random part of it, so that those who failed together do not come together.
const WAITS: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(200), Duration::from_millis(400)];

/// How long one operation may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// With all its attempts.
    total: Duration,
    /// One attempt: half of it all, since a bank takes its time, and a request that got lost is to have a second one.
    attempt: Duration,
}

impl Patience {
    /// So long in all.
    pub fn of(total: Duration) -> Self {
        Self { total, attempt: total / 2 }
    }

    /// Makes attempts, each with a limit of its own, until one brings a verdict or none can any more.
    pub async fn persist<T, F>(&self, attempt: impl Fn(Duration) -> F) -> Result<T, NoVerdict>
    where
        F: Future<Output = Result<T, NoVerdict>>,
    {
        let end = Instant::now() + self.total;
        let mut waits = WAITS.iter();
        loop {
            let limit = self.attempt.min(end.saturating_duration_since(Instant::now()));
            let error = match attempt(limit).await {
                Ok(verdict) => return Ok(verdict),
                Err(error) => error,
            };
            let Some(least) = error.again_after() else { return Err(error) };
            let Some(most) = waits.next() else { return Err(error) };
            let wait = least.saturating_add(random::jitter(*most));
            // An attempt with no time for an answer would only make work.
            if wait.saturating_add(self.attempt / 4) >= end.saturating_duration_since(Instant::now()) {
                return Err(error);
            }
            tracing::warn!(wait_ms = wait.as_millis(), reason = chain(&error), "the gateway is asked again");
            sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, future::pending};

    use platform::outbound::Unanswered;

    use super::*;

    const TOTAL: Duration = Duration::from_secs(3);

    /// The instants of all attempts since the start, and what came of them.
    async fn persist(play: impl Fn(usize) -> Result<u8, NoVerdict>) -> (Vec<Duration>, Result<u8, NoVerdict>) {
        let (start, attempts) = (Instant::now(), RefCell::new(Vec::new()));
        let attempt = |_| {
            attempts.borrow_mut().push(start.elapsed());
            std::future::ready(play(attempts.borrow().len()))
        };
        let outcome = Patience::of(TOTAL).persist(attempt).await;
        (attempts.into_inner(), outcome)
    }

    fn busy(retry_after: Option<u64>) -> Result<u8, NoVerdict> {
        Err(NoVerdict::Busy { status: 503, retry_after: retry_after.map(Duration::from_secs) })
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_tried_again_after_growing_waits() {
        let (attempts, outcome) = persist(|number| if number < 4 { busy(None) } else { Ok(7) }).await;
        assert_eq!((attempts.len(), outcome.unwrap()), (4, 7));
        for (pair, most) in attempts.windows(2).zip(WAITS) {
            // The timer's own grain is a millisecond.
            assert!(pair[1] <= pair[0] + most + Duration::from_millis(1), "{attempts:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_are_bounded() {
        let (attempts, outcome) = persist(|_| Err(NoVerdict::Unreadable("no JSON"))).await;
        assert_eq!(attempts.len(), WAITS.len() + 1);
        assert!(matches!(outcome, Err(NoVerdict::Unreadable(_))));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_refused_is_not_asked_again() {
        for error in [|| NoVerdict::Refused(401), || Unanswered::Unsendable("it has no length".into()).into()] {
            assert_eq!(persist(|_| Err(error())).await.0.len(), 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_gateway_says_when_it_has_time_again() {
        let (attempts, outcome) = persist(|number| if number == 1 { busy(Some(2)) } else { Ok(7) }).await;
        assert_eq!((attempts.len(), outcome.unwrap()), (2, 7));
        assert!(attempts[1] >= Duration::from_secs(2), "{attempts:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_an_attempt_that_would_come_too_late() {
        let start = Instant::now();
        assert_eq!(persist(|_| busy(Some(3))).await.0.len(), 1);
        assert_eq!(persist(|_| busy(Some(u64::MAX))).await.0.len(), 1);
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_that_time_out_end_with_the_time_of_all() {
        let (start, limits) = (Instant::now(), RefCell::new(Vec::new()));
        let attempt = |limit: Duration| {
            limits.borrow_mut().push(limit);
            async move {
                tokio::time::timeout(limit, pending::<()>()).await.ok();
                Err::<u8, _>(NoVerdict::Unanswered(Unanswered::TimedOut))
            }
        };
        assert!(Patience::of(TOTAL).persist(attempt).await.is_err());
        assert_eq!(limits.borrow()[0], TOTAL / 2);
        assert!(limits.borrow()[1] + WAITS[0] >= TOTAL / 2 && limits.borrow()[1] <= TOTAL / 2, "{limits:?}");
        assert!(start.elapsed() <= TOTAL + Duration::from_millis(2), "{:?}", start.elapsed());
    }
}
