//! `BreakerMinimumCalls`, `BreakerPauseMilliseconds`: while promotion is down it is left alone, and payments do not wait for
//! it; once it is well again, one call finds that out for all.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::{Value, json};
use system_tests::{Booking, Hosted, eventually, now, patience};

use crate::hosted_with;

const PROMOTION: &str = "save-promotion";

async fn promotion(hosted: &Hosted) -> Value {
    hosted.system.stranger(None).get("/dev/functions").await.expect(200).json()[PROMOTION].clone()
}

async fn bookings(hosted: &Hosted, number: usize) -> Vec<Booking> {
    join_all((0..number).map(|_| Booking::of_one_night(&hosted.system, 100_000))).await
}

/// What promotion was in the answer, and how long that took.
async fn pay(booking: &Booking) -> (Value, Duration) {
    let start = Instant::now();
    let answer = booking.pay().await.expect(201);
    if answer.json()["promotion"]["status"] == "DEFERRED" {
        answer.retry_after();
    }
    (answer.json()["promotion"]["status"].clone(), start.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promotion_that_is_down_is_left_alone_until_one_call_finds_it_well_again() {
    let hosted = hosted_with(&[("BreakerMinimumCalls", "5"), ("BreakerPauseMilliseconds", "1500")]).await;
    let bookings = bookings(&hosted, 12).await;
    let (first, rest) = bookings.split_at(5);
    assert_eq!(promotion(&hosted).await["breaker"]["state"], "closed");

    hosted.system.inject(PROMOTION, &json!({ "latencyMs": 1_200 })).await;
    for (status, _) in join_all(first.iter().map(pay)).await {
        assert_eq!(status, "DEFERRED");
    }
    let open = promotion(&hosted).await;
    assert_eq!(open["breaker"]["state"], "open", "{open}");
    let (next, last) = rest.split_at(5);
    for booking in next {
        let (status, taken) = pay(booking).await;
        assert_eq!(status, "DEFERRED");
        // Without a breaker it would be the 610 ms that promotion is waited for, and the payment itself.
        assert!(taken < patience(Duration::from_millis(600)), "the payment took {taken:?}");
    }
    // Those that nobody waited for have ended meanwhile.
    eventually("the first calls have ended", patience(Duration::from_secs(10)), async || {
        let seen = promotion(&hosted).await;
        if seen["invocations"] == 5 { Ok(()) } else { Err(seen.to_string()) }
    })
    .await;

    hosted.system.mend(PROMOTION).await;
    let closed = eventually("the breaker lets a call through", patience(Duration::from_secs(10)), async || {
        let state = promotion(&hosted).await["breaker"].clone();
        let until = state["until"].as_str().and_then(|until| until.parse::<jiff::Timestamp>().ok());
        if until.is_none_or(|until| until < now()) { Ok(state) } else { Err(state.to_string()) }
    });
    closed.await;
    assert_eq!(pay(&last[0]).await.0, "GRANTED");
    assert_eq!(promotion(&hosted).await["breaker"]["state"], "closed");
    assert_eq!(pay(&last[1]).await.0, "GRANTED");
    for booking in &bookings {
        booking.complete_row(Duration::from_mins(2)).await;
    }
}
