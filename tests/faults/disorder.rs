//! Every event twice, and in any order.

use std::time::Duration;

use serde_json::json;
use system_tests::Hosted;
use tokio::time::sleep;

use crate::{aftermath::every_promise_is_kept, traffic::Traffic, turn};

#[tokio::test(flavor = "multi_thread")]
async fn events_that_come_twice_and_in_any_order_change_nothing() {
    let _turn = turn().await;
    let hosted = Hosted::in_a_hurry(&[]).await;
    let traffic = Traffic::start(&hosted.system, 6).await;
    hosted.system.inject_into_service("events", &json!({ "duplicateRate": 1, "shuffleMs": 3_000 })).await;
    sleep(Duration::from_secs(6)).await;
    let taken = traffic.stop().await;
    println!("disorder: {} bookings", taken.len());
    assert!(taken.len() > 10, "only {} bookings", taken.len());
    every_promise_is_kept(&hosted.system, &taken).await;
}
