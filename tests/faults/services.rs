//! Services that throttle, fail, conflict, hang and lose answers; functions that crash in the midst of their work.

use std::{sync::atomic::Ordering, time::Duration};

use serde_json::{Value, json};
use system_tests::Hosted;
use tokio::time::sleep;

use crate::{aftermath::every_promise_is_kept, traffic::Traffic, turn};

const CUSTOMERS: usize = 6;
const LOAD: Duration = Duration::from_secs(6);

/// Books while things go wrong, and sees every promise kept after.
async fn books_through(name: &str, faults: &[(&str, Value)], crashing: &[&str]) {
    let _turn = turn().await;
    let hosted = Hosted::in_a_hurry(&[]).await;
    let traffic = Traffic::start(&hosted.system, CUSTOMERS).await;
    for (service, fault) in faults {
        hosted.system.inject_into_service(service, fault).await;
    }
    for function in crashing {
        hosted.system.inject(function, &json!({ "crashRate": 0.1 })).await;
    }
    sleep(LOAD).await;
    report(name, &hosted, traffic).await;
}

/// Ends the faults and the load, and sees every promise kept.
async fn report(name: &str, hosted: &Hosted, traffic: Traffic) {
    assert!(hosted.system.end_faults().await);
    let trouble = traffic.trouble.clone();
    let taken = traffic.stop().await;
    let failed = trouble.failed_requests.load(Ordering::Relaxed) + trouble.failed_payments.load(Ordering::Relaxed);
    println!("{name}: {} bookings, {failed} requests failed and were sent again", taken.len());
    assert!(taken.len() > 10, "only {} bookings", taken.len());
    every_promise_is_kept(&hosted.system, &taken).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttling_database_loses_nothing() {
    books_through("throttling", &[("dynamodb", json!({ "throttleRate": 0.2 }))], &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_whose_answers_get_lost_does_nothing_twice() {
    let fault = json!({ "lostAnswerRate": 0.1, "hangRate": 0.005 });
    books_through("lost answers", &[("dynamodb", fault)], &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_full_of_conflicts_loses_nothing() {
    books_through("conflicts", &[("dynamodb", json!({ "conflictRate": 0.2 }))], &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bus_and_queues_that_refuse_what_they_are_given_lose_nothing() {
    let bus = json!({ "partialFailureRate": 0.3, "throttleRate": 0.1, "lostAnswerRate": 0.1 });
    books_through("bus", &[("events", bus), ("sqs", json!({ "throttleRate": 0.1 }))], &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_that_crash_in_the_midst_of_their_work_leave_nothing_half_done() {
    let functions = [
        "charge-payment",
        "confirm-reservation",
        "copy-catalogue",
        "grant-deferred-promotion",
        "note-confirmation",
        "note-promotion",
        "note-refund",
        "notify-customer",
        "outbox-relay",
        "pay-reservation",
        "project-room-info",
        "refund-payment",
        "reserve-room",
        "revoke-promotion",
        "save-promotion",
    ];
    books_through("crashes", &[], &functions).await;
}

/// Between functions: errors, throttles and answers that come too late.
#[tokio::test(flavor = "multi_thread")]
async fn calls_between_functions_that_fail_or_come_too_late_lose_nothing() {
    let _turn = turn().await;
    let hosted = Hosted::in_a_hurry(&[]).await;
    let traffic = Traffic::start(&hosted.system, CUSTOMERS).await;
    let faults = [
        ("save-promotion", json!({ "errorRate": 0.1, "throttleRate": 0.1, "latencyMs": 300 })),
        ("charge-payment", json!({ "errorRate": 0.1, "throttleRate": 0.1, "answerLatencyMs": 100 })),
        ("revoke-promotion", json!({ "errorRate": 0.2, "throttleRate": 0.2 })),
    ];
    for (function, fault) in &faults {
        hosted.system.inject(function, fault).await;
    }
    sleep(LOAD).await;
    report("calls", &hosted, traffic).await;
}
