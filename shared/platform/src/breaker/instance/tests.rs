use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::join_all;
use testing::Lines;

use super::*;
use crate::{breaker::MemoryBreaker, config::Lookup, telemetry::subscriber};

const RULES: Rules = Rules {
    window: SignedDuration::from_secs(3_600),
    minimum_calls: 4,
    failure_percent: 50,
    pause: SignedDuration::from_millis(40),
    probing: SignedDuration::from_secs(60),
};

/// A shared breaker whose table may be down or slow, and which counts what it is asked.
#[derive(Debug, Clone, Default)]
struct Watched {
    breaker: MemoryBreaker,
    reads: Arc<AtomicUsize>,
    writes: Arc<AtomicUsize>,
    trouble: Option<Trouble>,
}

#[derive(Debug, Clone, Copy)]
enum Trouble {
    Down,
    Slow,
}

impl Watched {
    async fn answer<T>(
        &self,
        asked: &AtomicUsize,
        work: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        asked.fetch_add(1, Ordering::SeqCst);
        match self.trouble {
            None => work.await,
            Some(Trouble::Down) => Err(StoreError::Contended),
            Some(Trouble::Slow) => std::future::pending().await,
        }
    }
}

impl SharedBreaker for Watched {
    async fn read(&self) -> Result<Found, StoreError> {
        self.answer(&self.reads, self.breaker.read()).await
    }

    async fn count(&self, window: Timestamp, calls: Tally) -> Result<Found, StoreError> {
        self.answer(&self.writes, self.breaker.count(window, calls)).await
    }

    async fn change(&self, transition: &Transition, now: Timestamp) -> Result<bool, StoreError> {
        self.answer(&self.writes, self.breaker.change(transition, now)).await
    }
}

/// A call that goes well or not; false if it is not made.
async fn call<S: SharedBreaker>(breaker: &Breaker<S>, is_good: bool) -> bool {
    breaker.look().await;
    let Some(permit) = breaker.admit().await else { return false };
    breaker.tell(permit, is_good).await;
    true
}

async fn opened(shared: &MemoryBreaker) -> Breaker<MemoryBreaker> {
    let breaker = Breaker::new(shared.clone(), RULES);
    for _ in 0..4 {
        assert!(call(&breaker, false).await);
    }
    breaker
}

#[tokio::test]
async fn while_all_is_well_it_costs_a_read_a_second_and_no_write() {
    let shared = Watched::default();
    let breaker = Breaker::new(shared.clone(), RULES);
    for _ in 0..100 {
        assert!(call(&breaker, true).await);
    }
    assert_eq!(shared.reads.load(Ordering::SeqCst), 1);
    assert_eq!(shared.writes.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_instance_that_alone_sees_too_much_fail_opens_it_for_all() {
    let shared = MemoryBreaker::default();
    let one = opened(&shared).await;
    assert!(!call(&one, true).await);
    assert!(!call(&Breaker::new(shared, RULES), true).await, "another hears of it before it calls");
}

#[tokio::test]
async fn instances_that_each_see_little_fail_open_it_together() {
    let shared = MemoryBreaker::default();
    for number in 0..4 {
        assert!(call(&Breaker::new(shared.clone(), RULES), false).await, "{number}");
    }
    assert!(!call(&Breaker::new(shared, RULES), true).await);
}

#[tokio::test]
async fn few_failures_among_good_calls_leave_it_closed() {
    let breaker = Breaker::new(MemoryBreaker::default(), RULES);
    for number in 0..100 {
        assert!(call(&breaker, number % 3 != 2).await, "{number}");
    }
}

#[tokio::test]
async fn good_calls_of_others_count_once_something_fails() {
    let shared = MemoryBreaker::default();
    let good = Breaker::new(shared.clone(), RULES);
    assert!(call(&Breaker::new(shared.clone(), RULES), false).await);
    for _ in 0..20 {
        assert!(call(&good, true).await);
    }
    good.instance().heard_at = None;
    good.look().await;
    assert_eq!(shared.read().await.unwrap().window.counted, Tally { calls: 21, failures: 1 });
}

#[tokio::test]
async fn after_the_pause_one_of_all_instances_tries_and_a_good_try_closes_it_for_all() {
    let shared = MemoryBreaker::default();
    let opener = opened(&shared).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let instances: Vec<_> = (0..20).map(|_| Breaker::new(shared.clone(), RULES)).collect();
    join_all(instances.iter().map(Breaker::look)).await;
    let permits: Vec<Permit> = join_all(instances.iter().map(Breaker::admit)).await.into_iter().flatten().collect();
    let [permit] = permits.try_into().unwrap();
    assert!(!call(&opener, true).await, "meanwhile nobody else calls");
    instances[0].tell(permit, true).await;
    opener.instance().heard_at = None;
    assert!(call(&opener, true).await);
    assert_eq!(shared.read().await.unwrap().window.counted, Tally::default());
}

#[tokio::test]
async fn a_bad_try_is_another_pause() {
    let shared = MemoryBreaker::default();
    let breaker = opened(&shared).await;
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(call(&breaker, false).await);
        assert!(!call(&breaker, true).await);
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(call(&breaker, true).await);
    assert!(call(&breaker, true).await);
}

#[tokio::test]
async fn a_bad_try_counts_as_one_more_opening() {
    let lines = Lines::default();
    let writer = lines.clone();
    let lookup = Lookup::of([("_HANDLER", "sell-ticket")]);
    let _written = tracing::subscriber::set_default(subscriber(&lookup, move || writer.clone()));
    let breaker = opened(&MemoryBreaker::default()).await;
    for openings in 2..4 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(call(&breaker, false).await);
        assert_eq!(lines.text().matches("\"BreakerOpened\":1").count(), openings);
    }
}

#[tokio::test]
async fn without_its_table_it_is_closed_and_nobody_waits_for_it() {
    for trouble in [Trouble::Down, Trouble::Slow] {
        let breaker = Breaker::new(Watched { trouble: Some(trouble), ..Watched::default() }, RULES);
        let watch = std::time::Instant::now();
        assert!(call(&breaker, true).await);
        assert!(watch.elapsed() < Duration::from_millis(600), "{trouble:?}: {:?}", watch.elapsed());
    }
}

#[tokio::test]
async fn a_look_that_nobody_waits_for_was_not_made() {
    let breaker = Breaker::new(Watched { trouble: Some(Trouble::Slow), ..Watched::default() }, RULES);
    {
        let mut instance = breaker.instance();
        (instance.untold, instance.is_in_trouble) = (Tally::of(true), true);
    }
    tokio::time::timeout(Duration::from_millis(5), breaker.look()).await.unwrap_err();
    let instance = breaker.instance();
    assert_eq!((instance.heard_at, instance.untold), (None, Tally::of(true)));
}

#[tokio::test]
async fn a_try_that_was_not_made_is_made_by_another() {
    let shared = MemoryBreaker::default();
    let breaker = opened(&shared).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    let permit = breaker.admit().await.unwrap();
    breaker.give_back(permit).await;
    assert!(call(&Breaker::new(shared, RULES), true).await);
}
