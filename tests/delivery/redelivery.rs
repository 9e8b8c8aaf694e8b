//! Events that come again change nothing.

use crate::{
    bookings::{Own, Past},
    order::twice_and_shuffled,
    queues::CONSUMERS,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_event_delivered_again_twice_in_any_order_leaves_everything_as_it_is() {
    let own = Own::fresh().await;
    let past = Past::make(&own).await;
    own.queues.drained().await;
    let operator = own.hosted.system.operator().await;
    let before = past.everything(&operator).await;
    let promotions = before.iter().filter(|(path, _)| path.starts_with("/promotions/")).count();
    assert_eq!(promotions, 3, "one per completed payment: {before:?}");

    for seed in 1..=2 {
        let events = twice_and_shuffled(&past.events, seed);
        for (consumer, _) in CONSUMERS {
            own.queues.deliver(consumer, &events).await;
        }
        own.queues.drained().await;
        assert_eq!(past.everything(&operator).await, before, "in order {seed}");
    }
}
