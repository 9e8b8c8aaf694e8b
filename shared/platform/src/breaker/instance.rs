//! One instance's view of a breaker: what it knows, what it counts, and what it tells the others.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::{Admission, Found, Position, Probe, Rules, SharedBreaker, Tally, Transition, Window};
use crate::{clock, metrics::count, random, store::StoreError, telemetry::chain};

/// How old what an instance knows may be.
const FRESH: SignedDuration = SignedDuration::from_secs(1);
/// Failures are told to the other instances at most this often.
const FLUSH: SignedDuration = SignedDuration::from_millis(250);
/// The longest that anybody waits for the breaker's table.
const PATIENCE: Duration = Duration::from_millis(100);

/// One instance's view of a shared breaker. Clones are the same instance.
#[derive(Debug, Clone)]
pub struct Breaker<S> {
    shared: S,
    rules: Rules,
    instance: Arc<Mutex<Instance>>,
}

/// The right to make a call. Its outcome is to be [told](Breaker::tell).
#[derive(Debug)]
#[must_use]
pub struct Permit {
    /// Who tries, if this is the one call that is tried.
    probe: Option<String>,
}

#[derive(Debug)]
struct Instance {
    /// How the breaker stood when it was last heard of.
    position: Position,
    heard_at: Option<Timestamp>,
    /// Whether others have counted failures in the window of then.
    is_in_trouble: bool,
    /// What the others have not been told.
    untold: Tally,
    told_at: Option<Timestamp>,
    /// What this instance counted by itself.
    own: Window,
}

impl<S: SharedBreaker> Breaker<S> {
    /// An instance's view that knows nothing yet.
    pub fn new(shared: S, rules: Rules) -> Self {
        let own = Window { start: Timestamp::UNIX_EPOCH, counted: Tally::default() };
        let (position, untold) = (Position::Closed, Tally::default());
        let instance = Instance { position, heard_at: None, is_in_trouble: false, untold, told_at: None, own };
        Self { shared, rules, instance: Arc::new(Mutex::new(instance)) }
    }

    /// Hears how the breaker stands, unless that was a moment ago. To be run beside other work, and dropped with it.
    pub async fn look(&self) {
        let now = clock::now();
        let looking = {
            let mut instance = self.instance();
            if is_younger(instance.heard_at, now, FRESH) {
                return;
            }
            // Of concurrent callers one asks.
            let before = instance.heard_at.replace(now);
            // While all is well nobody needs the counts of calls that were good.
            let untold = if instance.is_in_trouble { std::mem::take(&mut instance.untold) } else { Tally::default() };
            Unanswered { breaker: self, before, untold, is_answered: false }
        };
        let found = if looking.untold.calls > 0 {
            in_time(self.shared.count(self.rules.window_of(now), looking.untold)).await
        } else {
            in_time(self.shared.read()).await
        };
        looking.answer();
        self.hear(found.unwrap_or_default(), now);
    }

    /// The right to make a call now, if there is one.
    pub async fn admit(&self) -> Option<Permit> {
        let now = clock::now();
        let admission = self.instance().position.admission(now);
        match admission {
            Admission::Call => Some(Permit { probe: None }),
            Admission::Probe => self.try_one(now).await,
            Admission::Refuse => None,
        }
    }

    /// Gives back the right to a call that was not made.
    pub async fn give_back(&self, permit: Permit) {
        if let Some(owner) = permit.probe {
            let now = clock::now();
            // The pause is over: another may try at once.
            in_time(self.shared.change(&Transition::Reopen { owner, until: now }, now)).await;
            self.instance().heard_at = None;
        }
    }

    /// Takes down how a call went.
    pub async fn tell(&self, permit: Permit, is_good: bool) {
        let now = clock::now();
        if let Some(owner) = permit.probe {
            return self.conclude(owner, is_good, now).await;
        }
        let window = self.rules.window_of(now);
        let (own, untold) = {
            let mut instance = self.instance();
            instance.own = instance.own.plus(window, Tally::of(is_good));
            instance.untold = instance.untold.plus(Tally::of(is_good));
            if is_good {
                return;
            }
            let is_due = !is_younger(instance.told_at, now, FLUSH);
            let untold = is_due.then(|| std::mem::take(&mut instance.untold));
            instance.told_at = if is_due { Some(now) } else { instance.told_at };
            (instance.own.counted, untold)
        };
        if self.rules.open_on(own) {
            return self.open(now).await;
        }
        let Some(untold) = untold else { return };
        if let Some(found) = in_time(self.shared.count(window, untold)).await {
            let trips = found.position == Position::Closed && self.rules.open_on(found.window.counted);
            self.hear(found, now);
            if trips {
                self.open(now).await;
            }
        }
    }

    /// Takes the one right to try, unless another instance has it.
    async fn try_one(&self, now: Timestamp) -> Option<Permit> {
        let owner = random::id();
        let until = later(now, self.rules.probing);
        let probe = Probe { owner: owner.clone(), until };
        let is_ours = in_time(self.shared.change(&Transition::Try(probe.clone()), now)).await;
        match is_ours {
            Some(true) => {
                tracing::info!("one call is tried");
                self.take_position(|position| Transition::Try(probe).from(position, now));
                Some(Permit { probe: Some(owner) })
            }
            // Another tries, or has closed it: that is heard of at the next look.
            Some(false) => {
                self.instance().heard_at = None;
                None
            }
            // Whatever is wrong with the breaker's table means closed.
            None => Some(Permit { probe: None }),
        }
    }

    async fn conclude(&self, owner: String, is_good: bool, now: Timestamp) {
        let until = later(now, self.rules.pause);
        let transition = if is_good { Transition::Close { owner } } else { Transition::Reopen { owner, until } };
        if in_time(self.shared.change(&transition, now)).await == Some(true) {
            // Open again is opened once more: who watches the openings sees that it does not come to an end.
            let (metric, outcome) = if is_good { ("BreakerClosed", "closed") } else { ("BreakerOpened", "open again") };
            tracing::warn!(outcome, "the breaker has tried a call");
            count(metric, 1);
        }
        let mut instance = self.instance();
        if is_good {
            (instance.own.counted, instance.untold) = (Tally::default(), Tally::default());
        }
        instance.position = if is_good { Position::Closed } else { Position::Open { until, probe: None } };
    }

    async fn open(&self, now: Timestamp) {
        let until = later(now, self.rules.pause);
        let transition = Transition::Open { until };
        if in_time(self.shared.change(&transition, now)).await == Some(true) {
            tracing::error!(pause_ms = self.rules.pause.as_millis(), "the breaker opens");
            count("BreakerOpened", 1);
        }
        self.take_position(|position| transition.from(position, now));
        let mut instance = self.instance();
        (instance.own.counted, instance.untold) = (Tally::default(), Tally::default());
    }

    fn hear(&self, found: Found, now: Timestamp) {
        let mut instance = self.instance();
        let is_current = found.window.start >= self.rules.window_of(now);
        instance.is_in_trouble = is_current && found.window.counted.failures > 0;
        instance.position = found.position;
        instance.heard_at = Some(now);
    }

    fn take_position(&self, from: impl FnOnce(&Position) -> Option<Position>) {
        let mut instance = self.instance();
        if let Some(position) = from(&instance.position) {
            instance.position = position;
        }
    }

    fn instance(&self) -> MutexGuard<'_, Instance> {
        self.instance.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A look that may be dropped before its answer: then it has not been made.
struct Unanswered<'a, S: SharedBreaker> {
    breaker: &'a Breaker<S>,
    before: Option<Timestamp>,
    untold: Tally,
    is_answered: bool,
}

impl<S: SharedBreaker> Unanswered<'_, S> {
    fn answer(mut self) {
        self.is_answered = true;
    }
}

impl<S: SharedBreaker> Drop for Unanswered<'_, S> {
    fn drop(&mut self) {
        if self.is_answered {
            return;
        }
        let mut instance = self.breaker.instance();
        instance.heard_at = self.before;
        instance.untold = instance.untold.plus(self.untold);
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn is_younger(at: Option<Timestamp>, now: Timestamp, age: SignedDuration) -> bool {
    at.is_some_and(|at| now.duration_since(at) < age)
}

/// What the breaker's table answers, if it does so in time. What it does not is dropped.
async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Option<T> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(answer)) => Some(answer),
        Ok(Err(error)) => {
            tracing::warn!(error = chain(&error), "the breaker's table fails");
            None
        }
        Err(_) => {
            tracing::warn!("the breaker's table is slow");
            None
        }
    }
}

#[cfg(test)]
mod tests;
