use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use kernel::CorrelationId;

use super::*;
use crate::store::Cause;

/// So many overdue ones, none of which is ever done.
#[derive(Clone)]
struct Backlog(usize);

impl OpenWorkIndex for Backlog {
    async fn overdue(
        &self,
        _: &'static str,
        before: Timestamp,
        after: Option<&Overdue>,
        limit: usize,
    ) -> Result<Vec<Overdue>, StoreError> {
        let all = (0..self.0).map(|number| Overdue { due: Timestamp::UNIX_EPOCH, id: format!("{number:04}") });
        let left = all.filter(|one| one.due < before && after.is_none_or(|after| one > after));
        Ok(left.take(limit).collect())
    }
}

/// A run that has so many seconds left.
fn run(seconds: i64) -> Run {
    let now = clock::now();
    let cause = Cause { correlation_id: CorrelationId::parse("c").unwrap(), causation_id: "invocation/1".into(), now };
    Run { cause, deadline: now + SignedDuration::from_secs(seconds) }
}

async fn drive_all<F>(backlog: usize, seconds: i64, work: impl Fn(String) -> F + Send + Sync) -> Driven
where
    F: Future<Output = Result<(), std::io::Error>> + Send,
{
    drive(&Backlog(backlog), "work", SignedDuration::ZERO, &run(seconds), work).await.unwrap()
}

#[tokio::test]
async fn what_keeps_failing_keeps_nothing_behind_it_waiting() {
    let tried = Mutex::new(Vec::new());
    let driven = drive_all(2 * PAGE + 50, 60, |id| {
        tried.lock().unwrap().push(id);
        async { Err(std::io::Error::other("on purpose")) }
    })
    .await;
    assert_eq!(driven, Driven { tried: 250, left: 250, is_all: true });
    let mut tried = tried.into_inner().unwrap();
    tried.dedup();
    assert_eq!(tried.len(), 250);
}

#[tokio::test]
async fn several_are_worked_on_at_once_and_never_too_many() {
    let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let driven = drive_all(24, 60, |_| async {
        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(5)).await;
        running.fetch_sub(1, Ordering::SeqCst);
        Ok(())
    })
    .await;
    assert_eq!(driven, Driven { tried: 24, left: 0, is_all: true });
    assert_eq!(most.into_inner(), AT_ONCE);
}

#[tokio::test]
async fn nothing_is_begun_shortly_before_the_end() {
    let driven = drive_all(1, WORK.as_secs() - 1, |_| async { Ok(()) }).await;
    assert_eq!(driven, Driven { tried: 0, left: 0, is_all: false });
    assert!(!driven.is_nothing());
}

#[tokio::test]
async fn what_takes_too_long_is_given_up() {
    let end = clock::now() + SignedDuration::from_millis(20);
    let hangs = |_| std::future::pending::<Result<(), std::io::Error>>();
    assert!(!attempt("work", "1".into(), end, &hangs).await);
}

#[tokio::test]
async fn a_run_without_work_has_found_nothing() {
    assert!(drive_all(0, 60, |_| async { Ok(()) }).await.is_nothing());
}
