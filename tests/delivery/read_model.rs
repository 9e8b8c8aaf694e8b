//! The read model is what the events make of it, whatever their order.

use std::time::Duration;

use serde_json::json;

use crate::{
    bookings::{Own, Past},
    events::Event,
    order::twice_and_shuffled,
    queues::ROOM_INFO,
};

async fn past() -> (Past, Vec<String>) {
    let own = Own::fresh().await;
    let past = Past::make(&own).await;
    own.queues.drained().await;
    let rows = past.rows(&own.hosted.system.operator().await).await;
    (past, rows)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_events_twice_in_any_order_make_the_same_rows_in_an_empty_read_model() {
    let (past, rows) = past().await;
    let mut newest_first = past.events.clone();
    newest_first.sort_by_key(|event| std::cmp::Reverse(event.version()));
    for order in [twice_and_shuffled(&past.events, 1), twice_and_shuffled(&past.events, 2), newest_first] {
        let own = Own::fresh().await;
        own.queues.deliver(ROOM_INFO, &order).await;
        own.queues.drained().await;
        let names: Vec<&str> = order.iter().map(Event::name).collect();
        assert_eq!(past.rows(&own.hosted.system.operator().await).await, rows, "in the order {names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_served_once_its_reservation_is_known() {
    let (past, rows) = past().await;
    let own = Own::fresh().await;
    let operator = own.hosted.system.operator().await;
    let (reservations, others): (Vec<&Event>, Vec<&Event>) =
        past.events.iter().partition(|event| event.name().starts_with("Reserv"));
    own.queues.deliver(ROOM_INFO, others).await;
    own.queues.drained().await;
    for booking in &past.bookings {
        operator.get(&booking.row_path()).await.any_problem(404);
    }
    let list = operator.get("/roomInfos").await.expect(200).json();
    assert_eq!(list["items"], json!([]), "{list}");

    own.queues.deliver(ROOM_INFO, reservations).await;
    own.queues.drained().await;
    assert_eq!(past.rows(&operator).await, rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_can_read_holds_up_no_other_and_is_not_lost() {
    let own = Own::fresh().await;
    own.queues.send(ROOM_INFO, "{").await;
    let past = Past::make(&own).await;
    for booking in &past.bookings[..3] {
        booking.complete_row(Duration::from_secs(20)).await;
    }
    own.queues.until_left(1).await;
}
