//! The contract of the shared breaker, run in memory and on `DynamoDB`'s adapter against the embedded database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a test fails by panicking")]

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use platform::breaker::{DynamoBreaker, Found, MemoryBreaker, Position, Probe, SharedBreaker, Tally, Transition};

/// One test per rule and implementation.
macro_rules! contract {
    ($($rule:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test] async fn $rule() { super::$rule(super::MemoryBreaker::default()).await; })+
        }
        mod dynamodb {
            $(#[tokio::test(flavor = "multi_thread")] async fn $rule() {
                let database = testing::embedded::Database::start("Calls", &[]).await;
                super::$rule(super::DynamoBreaker::new(database.client(), "Calls".into(), "sell-ticket")).await;
            })+
        }
    };
}

contract!(
    one_that_nobody_wrote_is_closed,
    it_opens_tries_and_closes,
    a_bad_try_opens_it_again,
    a_try_that_never_ended_is_taken_over,
    calls_are_counted_by_window,
    closing_forgets_what_was_counted,
    of_50_instances_one_opens_and_one_tries,
    what_50_instances_count_is_added_up,
);

fn at(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_000_000 + seconds)
}

fn tries(owner: &str, until: i64) -> Transition {
    Transition::Try(Probe { owner: owner.into(), until: at(until) })
}

fn closes(owner: &str) -> Transition {
    Transition::Close { owner: owner.into() }
}

const FAILED: Tally = Tally { calls: 1, failures: 1 };

async fn one_that_nobody_wrote_is_closed(breaker: impl SharedBreaker) {
    assert_eq!(breaker.read().await.unwrap(), Found::default());
    assert!(!breaker.change(&tries("a", 9), at(0)).await.unwrap());
    assert!(!breaker.change(&closes("a"), at(0)).await.unwrap());
    assert_eq!(breaker.read().await.unwrap(), Found::default());
}

async fn it_opens_tries_and_closes(breaker: impl SharedBreaker) {
    assert!(breaker.change(&Transition::Open { until: at(5) }, at(0)).await.unwrap());
    assert!(!breaker.change(&Transition::Open { until: at(6) }, at(1)).await.unwrap(), "it is open");
    assert!(!breaker.change(&tries("a", 7), at(4)).await.unwrap(), "the pause is not over");
    assert!(breaker.change(&tries("a", 7), at(5)).await.unwrap());
    assert!(!breaker.change(&tries("b", 8), at(6)).await.unwrap(), "a tries");
    let probe = Some(Probe { owner: "a".into(), until: at(7) });
    assert_eq!(breaker.read().await.unwrap().position, Position::Open { until: at(5), probe });
    assert!(!breaker.change(&closes("b"), at(6)).await.unwrap(), "b did not try");
    assert!(breaker.change(&closes("a"), at(6)).await.unwrap());
    assert_eq!(breaker.read().await.unwrap().position, Position::Closed);
    assert!(breaker.change(&Transition::Open { until: at(9) }, at(7)).await.unwrap());
}

async fn a_bad_try_opens_it_again(breaker: impl SharedBreaker) {
    breaker.change(&Transition::Open { until: at(5) }, at(0)).await.unwrap();
    breaker.change(&tries("a", 7), at(5)).await.unwrap();
    let reopen = |owner: &str| Transition::Reopen { owner: owner.into(), until: at(11) };
    assert!(!breaker.change(&reopen("b"), at(6)).await.unwrap());
    assert!(breaker.change(&reopen("a"), at(6)).await.unwrap());
    assert_eq!(breaker.read().await.unwrap().position, Position::Open { until: at(11), probe: None });
    assert!(!breaker.change(&tries("b", 13), at(10)).await.unwrap());
    assert!(breaker.change(&tries("b", 13), at(11)).await.unwrap());
}

async fn a_try_that_never_ended_is_taken_over(breaker: impl SharedBreaker) {
    breaker.change(&Transition::Open { until: at(5) }, at(0)).await.unwrap();
    breaker.change(&tries("a", 7), at(5)).await.unwrap();
    assert!(breaker.change(&tries("b", 9), at(7)).await.unwrap());
    assert!(!breaker.change(&closes("a"), at(8)).await.unwrap(), "a comes too late");
    assert!(breaker.change(&closes("b"), at(8)).await.unwrap());
}

async fn calls_are_counted_by_window(breaker: impl SharedBreaker) {
    let good = Tally { calls: 3, failures: 0 };
    assert_eq!(breaker.count(at(0), good).await.unwrap().window.counted, good);
    assert_eq!(breaker.count(at(0), FAILED).await.unwrap().window.counted, Tally { calls: 4, failures: 1 });
    let next = breaker.count(at(10), FAILED).await.unwrap().window;
    assert_eq!((next.start, next.counted), (at(10), FAILED));
    assert_eq!(breaker.count(at(0), good).await.unwrap().window, next, "the first window is over");
}

async fn closing_forgets_what_was_counted(breaker: impl SharedBreaker) {
    breaker.count(at(0), FAILED).await.unwrap();
    breaker.change(&Transition::Open { until: at(5) }, at(0)).await.unwrap();
    assert_eq!(breaker.read().await.unwrap().window.counted, FAILED);
    breaker.change(&tries("a", 7), at(5)).await.unwrap();
    breaker.change(&closes("a"), at(6)).await.unwrap();
    assert_eq!(breaker.read().await.unwrap().window.counted, Tally::default());
}

async fn of_50_instances_one_opens_and_one_tries(breaker: impl SharedBreaker) {
    let winners = async |transitions: Vec<Transition>, now| {
        let outcomes = join_all(transitions.iter().map(|transition| breaker.change(transition, now))).await;
        outcomes.into_iter().filter(|outcome| *outcome.as_ref().unwrap()).count()
    };
    for round in 0..5 {
        let now = round * 100;
        let opening = vec![Transition::Open { until: at(now + 5) }; 50];
        assert_eq!(winners(opening, at(now)).await, 1);
        let trying = (0..50).map(|number| tries(&number.to_string(), now + 8)).collect();
        assert_eq!(winners(trying, at(now + 5)).await, 1);
        let closing = (0..50).map(|number| closes(&number.to_string())).collect();
        assert_eq!(winners(closing, at(now + 6)).await, 1);
    }
}

async fn what_50_instances_count_is_added_up(breaker: impl SharedBreaker) {
    let counts = join_all((0..50).map(|_| breaker.count(at(0), FAILED))).await;
    assert!(counts.iter().all(Result::is_ok));
    assert_eq!(breaker.read().await.unwrap().window.counted, Tally { calls: 50, failures: 50 });
}
