//! A context is down, and the others go on.

use std::{sync::atomic::Ordering, time::Duration};

use serde_json::{Value, json};
use system_tests::{Hosted, eventually, patience};
use tokio::time::sleep;

use crate::{
    aftermath::every_promise_is_kept,
    traffic::{Promise, Traffic},
    turn,
};

const OUTAGE: Duration = Duration::from_mins(1);

async fn breaker(hosted: &Hosted) -> Value {
    let functions = hosted.system.stranger(None).get("/dev/functions").await.expect(200).json();
    functions["save-promotion"]["breaker"]["state"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn while_promotion_is_down_for_a_minute_every_payment_succeeds_and_earns_its_promotion_after() {
    let _turn = turn().await;
    let hosted = Hosted::in_a_hurry(&[]).await;
    let traffic = Traffic::start(&hosted.system, 3).await;
    sleep(Duration::from_secs(1)).await;
    assert_eq!(breaker(&hosted).await, "closed");
    for function in ["save-promotion", "grant-deferred-promotion"] {
        hosted.system.inject(function, &json!({ "errorRate": 1 })).await;
    }
    eventually("the breaker opens", patience(Duration::from_secs(10)), async || {
        let state = breaker(&hosted).await;
        if state == "open" { Ok(()) } else { Err(state.to_string()) }
    })
    .await;
    sleep(OUTAGE).await;
    assert!(hosted.system.end_faults().await);
    eventually("the breaker closes", patience(Duration::from_secs(20)), async || {
        let state = breaker(&hosted).await;
        if state == "closed" { Ok(()) } else { Err(state.to_string()) }
    })
    .await;
    let trouble = traffic.trouble.clone();
    let taken = traffic.stop().await;
    let paid = taken.iter().filter(|taken| taken.promise == Promise::Paid);
    let deferred = paid.clone().filter(|taken| !taken.granted).count();
    println!("promotion down: {} paid, {deferred} of them deferred", paid.count());
    assert!(deferred > 20, "only {deferred} promotions were deferred");
    assert_eq!(trouble.failed_payments.load(Ordering::Relaxed), 0, "payments failed");
    every_promise_is_kept(&hosted.system, &taken).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_room_management_and_notices_customers_book_and_pay() {
    let _turn = turn().await;
    let hosted = Hosted::in_a_hurry(&[]).await;
    let traffic = Traffic::start(&hosted.system, 6).await;
    for function in ["register-room", "change-room", "retire-room", "notify-customer", "list-notices"] {
        hosted.system.inject(function, &json!({ "errorRate": 1 })).await;
    }
    sleep(Duration::from_secs(6)).await;
    let trouble = traffic.trouble.clone();
    let taken = traffic.stop().await;
    println!("room and notice down: {} bookings", taken.len());
    assert!(taken.len() > 10, "only {} bookings", taken.len());
    assert_eq!(trouble.failed_payments.load(Ordering::Relaxed), 0);
    assert_eq!(trouble.failed_requests.load(Ordering::Relaxed), 0);
    assert!(hosted.system.end_faults().await);
    every_promise_is_kept(&hosted.system, &taken).await;
}
