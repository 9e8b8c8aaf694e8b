//! What the relay could not publish is put on the bus by hand.

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::{Hosted, Operator, Room, eventually, patience, with_query};

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_the_relay_parked_reaches_its_consumers_once_it_is_redriven() {
    let hosted = Hosted::with_a_lost_bus().await;
    let operator = Operator::of(&hosted);
    let (host, customer) = (hosted.system.host().await, hosted.system.customer().await);
    let room = Room::plan(50_000);
    host.post("/rooms", &room.registration()).await.expect(201);

    operator.dead_letters_become("OutboxParkedQueue", 1, Duration::from_mins(2)).await;
    let text = operator.does("dlq show OutboxParkedQueue").await;
    for expected in ["RoomRegistered", &format!("Room {}, version 1", room.number), "ResourceNotFoundException"] {
        assert!(text.contains(expected), "no {expected}: {text}");
    }
    assert!(!text.contains(&room.name) && !text.contains(&host.id), "{text}");
    customer.get(&room.path()).await.any_problem(404);

    // The bus of the stack is there: it is the relay that was told of another.
    let redriven = operator.does("dlq redrive OutboxParkedQueue").await;
    assert!(redriven.starts_with("1 sent back"), "{redriven}");
    assert_eq!(operator.listed("OutboxParkedQueue").await[1], "0");
    let query = with_query(&room.path(), &[]);
    let shown: Value = eventually("the room is shown", patience(Duration::from_secs(20)), async || {
        let answer = customer.get(&query).await;
        if answer.status() == 200 { Ok(answer.json()) } else { Err(answer.to_string()) }
    })
    .await;
    assert_eq!(shown["roomName"], json!(room.name), "{shown}");
}
