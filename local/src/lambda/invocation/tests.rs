use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

fn hosted(reserved: Option<usize>, timeout_ms: u64, function: Function) -> Arc<Hosted> {
    let spec = FunctionSpec {
        logical_id: "F".to_owned(),
        name: "f".to_owned(),
        binary: "b".to_owned(),
        handler: "f".to_owned(),
        timeout: Duration::from_millis(timeout_ms),
        memory_mb: 128,
        reserved_concurrency: reserved,
        environment: Vec::new(),
    };
    Arc::new(Hosted::new(spec, function))
}

fn null() -> Box<RawValue> {
    RawValue::NULL.to_owned()
}

fn sleeper(done: &Arc<AtomicU32>, for_ms: u64) -> Function {
    let done = Arc::clone(done);
    Function::new(move |_| {
        let done = Arc::clone(&done);
        async move {
            time::sleep(Duration::from_millis(for_ms)).await;
            done.fetch_add(1, Ordering::SeqCst);
            Ok(null())
        }
    })
}

#[tokio::test]
async fn an_invocation_beyond_the_reserved_concurrency_is_throttled() {
    let hosted = hosted(Some(1), 5_000, sleeper(&Arc::default(), 100));
    let (first, second) = tokio::join!(hosted.invoke(ids::fresh(), null()), hosted.invoke(ids::fresh(), null()));
    assert!(first.is_ok());
    assert!(matches!(second, Err(InvokeError::Throttled)));
    assert!(hosted.invoke(ids::fresh(), null()).await.is_ok(), "the permit came back");
    assert_eq!(hosted.summary().throttles, 1);
}

#[tokio::test]
async fn the_functions_own_timeout_stops_its_work() {
    let done = Arc::default();
    let hosted = hosted(Some(1), 20, sleeper(&done, 100));
    let error = hosted.invoke(ids::fresh(), null()).await.unwrap_err();
    assert!(matches!(&error, InvokeError::TimedOut(error) if error.error_type == "Sandbox.Timedout"), "{error}");
    time::sleep(Duration::from_millis(150)).await;
    assert_eq!(done.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn an_invoker_that_goes_away_does_not_stop_the_work() {
    let done = Arc::default();
    let hosted = hosted(None, 5_000, sleeper(&done, 50));
    assert!(time::timeout(Duration::from_millis(5), hosted.invoke(ids::fresh(), null())).await.is_err());
    time::sleep(Duration::from_millis(200)).await;
    assert_eq!(done.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_crash_is_an_error_of_that_invocation_only() {
    let calls = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&calls);
    let hosted = hosted(
        None,
        5_000,
        Function::new(move |_| {
            let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
            async move {
                assert!(!first, "the first one crashes");
                Ok(null())
            }
        }),
    );
    let error = hosted.invoke(ids::fresh(), null()).await.unwrap_err();
    assert!(matches!(&error, InvokeError::Failed(error) if error.error_type == "Runtime.ExitError"), "{error}");
    assert!(hosted.invoke(ids::fresh(), null()).await.is_ok());
}

#[tokio::test]
async fn injected_faults_delay_fail_and_throttle() {
    let hosted = hosted(None, 5_000, sleeper(&Arc::default(), 0));
    hosted.inject(Fault { throttle_rate: 1.0, ..Fault::default() });
    assert!(matches!(hosted.invoke(ids::fresh(), null()).await, Err(InvokeError::Throttled)));
    hosted.inject(Fault { latency_ms: 50, error_rate: 1.0, ..Fault::default() });
    let started = Instant::now();
    assert!(matches!(hosted.invoke(ids::fresh(), null()).await, Err(InvokeError::Failed(_))));
    assert!(started.elapsed() >= Duration::from_millis(50));
    hosted.inject(Fault::default());
    assert!(hosted.invoke(ids::fresh(), null()).await.is_ok());
}
