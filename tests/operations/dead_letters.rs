//! A message that a consumer cannot handle dies, harms no other, and comes back when the consumer is mended.

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::{Booking, Endpoint, Hosted, Operator, all_items, eventually, patience};

/// Five deliveries, two seconds apart.
const DIES_WITHIN: Duration = Duration::from_mins(1);
const SHOWN_WITHIN: Duration = Duration::from_secs(20);

/// The word behind a name in what `dlq show` prints.
fn shown<'a>(text: &'a str, name: &str) -> &'a str {
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name}: {text}")).trim()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_read_dies_alone_and_is_dropped() {
    let hosted = Hosted::with_quick_retries().await;
    let (operator, endpoint) = (Operator::of(&hosted), Endpoint::at(&hosted.endpoint_url));
    let queue = endpoint.sqs("GetQueueUrl", &json!({ "QueueName": "local-RoomInfoQueue" })).await["QueueUrl"].clone();
    // With batch mates: the bookings' events come to the same queue.
    endpoint.sqs("SendMessage", &json!({ "QueueUrl": queue, "MessageBody": "{\"customerName\":\"Hana" })).await;
    let booking = Booking::of_one_night(&hosted.system, 100_000).await;
    booking.pay().await.expect(201);
    booking.complete_row(SHOWN_WITHIN).await;

    operator.dead_letters_become("RoomInfoDeadLetterQueue", 1, DIES_WITHIN).await;
    let line = operator.listed("RoomInfoDeadLetterQueue").await;
    assert_eq!((line[1].as_str(), line[4].as_str()), ("1", "project-room-info"), "{line:?}");
    let text = operator.does("dlq show project-room-info").await;
    assert!(shown(&text, "unreadable").starts_with("no JSON"), "{text}");
    assert!(shown(&text, "why").starts_with("project-room-info failed on it 5 times"), "{text}");
    assert!(!text.contains("Hana"), "{text}");
    assert!(operator.does("dlq show project-room-info --body").await.contains("Hana"));

    let id = text.lines().next().expect("a message id");
    let (_, error) = operator.tries("dlq drop project-room-info --message-id no-such-id").await;
    assert!(error.is_some_and(|error| error.contains("no-such-id")));
    operator.does(&format!("dlq drop project-room-info --message-id {id}")).await;
    assert_eq!(operator.listed("RoomInfoDeadLetterQueue").await[1], "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_broken_consumer_failed_on_comes_through_once_it_is_mended() {
    let hosted = Hosted::with_quick_retries().await;
    let operator = Operator::of(&hosted);
    hosted.system.inject("notify-customer", &json!({ "errorRate": 1.0 })).await;
    let mut bookings = Vec::new();
    for _ in 0..3 {
        bookings.push(Booking::of_one_night(&hosted.system, 100_000).await);
    }
    operator.dead_letters_become("NoticeDeadLetterQueue", 3, DIES_WITHIN).await;

    let text = operator.does("dlq show NoticeDeadLetterQueue").await;
    assert_eq!(shown(&text, "event"), "Reserved");
    assert!(shown(&text, "aggregate").starts_with("Reservation R-"), "{text}");
    let name = &bookings[0].customer.name;
    assert!(!text.contains(name.as_str()) && !text.contains(&bookings[0].customer.id), "{text}");
    // A look takes nothing away.
    let again = operator.does("dlq show NoticeDeadLetterQueue").await;
    assert_eq!(again.lines().filter(|line| line.contains("Reserved")).count(), 3, "{again}");

    hosted.system.mend("notify-customer").await;
    let id = text.lines().next().expect("a message id");
    let one = operator.does(&format!("dlq redrive notify-customer --message-id {id}")).await;
    assert!(one.starts_with("1 sent back to notify-customer, 0 left"), "{one}");
    operator.dead_letters_become("NoticeDeadLetterQueue", 2, DIES_WITHIN).await;
    let one = operator.does("dlq redrive notify-customer --limit 1").await;
    assert!(one.starts_with("1 sent back"), "{one}");
    let rest = operator.does("dlq redrive notify-customer").await;
    assert!(rest.starts_with("1 sent back"), "{rest}");
    for booking in &bookings {
        let kinds = eventually("the notice is there", patience(SHOWN_WITHIN), async || {
            let notices: Vec<Value> = all_items(&booking.customer, "/notices", &[], 100).await;
            let kinds: Vec<Value> = notices.iter().map(|notice| notice["kind"].clone()).collect();
            if kinds.is_empty() { Err("none".to_owned()) } else { Ok(kinds) }
        })
        .await;
        assert_eq!(kinds, ["Reserved"]);
    }
    assert_eq!(operator.listed("NoticeDeadLetterQueue").await[1], "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pointer_into_a_stream_says_which_replays_bring_back_what_it_points_at() {
    let hosted = Hosted::start().await;
    let (operator, endpoint) = (Operator::of(&hosted), Endpoint::at(&hosted.endpoint_url));
    let pointer = json!({
        "requestContext": { "condition": "MaximumRecordAgeExceeded" },
        "DDBStreamBatchInfo": {
            "streamArn": "arn:aws:dynamodb:ap-northeast-2:000000000000:table/local-RoomTable/stream/2000",
            "batchSize": 3,
            "approximateArrivalOfFirstRecord": "2026-11-21T00:00:00Z",
            "approximateArrivalOfLastRecord": "2026-11-21T00:00:09Z",
        },
    });
    let name = json!({ "QueueName": "local-OutboxFailureQueue" });
    let queue = endpoint.sqs("GetQueueUrl", &name).await["QueueUrl"].clone();
    endpoint.sqs("SendMessage", &json!({ "QueueUrl": queue, "MessageBody": pointer.to_string() })).await;

    let text = operator.does("dlq show OutboxFailureQueue").await;
    assert_eq!(shown(&text, "why"), "the relay itself failed: MaximumRecordAgeExceeded");
    for command in ["ops replay room --to project-room-info", "ops replay room --to copy-catalogue"] {
        assert!(text.contains(command), "{text}");
    }
    let (output, error) = operator.tries("dlq redrive OutboxFailureQueue").await;
    assert!(error.is_some() && output.contains("ops dlq show"), "{output}");
    assert_eq!(operator.listed("OutboxFailureQueue").await[1], "1");
}
