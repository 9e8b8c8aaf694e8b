//! The read model is made again of what its sources are now, byte for byte.

use serde_json::{Value, json};
use system_tests::{Booking, Stay, eventually, patience};

use crate::past::{Past, ROWS, SHOWN_WITHIN};

/// How many a replay says that it sent.
fn sent(output: &str) -> u64 {
    output.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or_else(|| panic!("no count: {output}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_read_model_is_rebuilt_byte_for_byte_and_a_second_replay_changes_nothing() {
    let past = Past::make().await;
    let (shown, kept) = (past.shown().await, past.kept().await);
    past.endpoint.wipe(ROWS, |_| true).await;
    assert!(past.shown().await.iter().any(|text| text.contains(" 404 ")), "it is empty");

    for (round, segments) in [(1, 1), (2, 3)] {
        for context in ["promotion", "payment", "room", "reservation"] {
            let command = format!("replay {context} --to project-room-info --segments {segments}");
            let output = past.operator.does(&command).await;
            assert!(sent(&output) > 0, "{command}: {output}");
        }
        past.projected().await;
        assert_eq!(past.shown().await, shown, "round {round}");
        assert_eq!(past.kept().await, kept, "round {round}");
    }
    assert_eq!(past.operator.listed("RoomInfoDeadLetterQueue").await[1], "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_row_is_repaired_and_nobody_else_hears_of_it() {
    let past = Past::make().await;
    let (shown, kept) = (past.shown().await, past.kept().await);
    let number = &past.bookings[1].number;
    let items = past.endpoint.items(ROWS).await;
    let row = items.iter().find(|item| item["pk"]["S"] == format!("RoomInfo#{number}")).expect("the row");
    let mut damaged: Value = row.clone();
    damaged["reservation"]["M"]["state"]["M"]["roomName"] = json!({ "S": "somewhere else" });
    damaged["reservation"]["M"]["at"] = json!({ "S": "2020-01-01T00:00:00Z" });
    damaged["customerKey"] = json!({ "S": "somebody else" });
    damaged["payment"]["M"]["state"]["M"]["paymentStatus"] = json!({ "S": "N" });
    past.endpoint.dynamodb("PutItem", &json!({ "TableName": ROWS, "Item": damaged })).await;
    assert_ne!(past.shown().await, shown, "it is damaged");

    let payment = number.replacen('R', "P", 1);
    for (context, id) in [("reservation", number), ("payment", &payment)] {
        let output = past.operator.does(&format!("replay {context} --to project-room-info --id {id}")).await;
        assert_eq!(sent(&output), 1, "{output}");
    }
    past.projected().await;
    assert_eq!(past.shown().await, shown);
    assert_eq!(past.kept().await, kept);

    let (_, error) = past.operator.tries("replay room --to project-room-info --id nothing").await;
    assert!(error.is_some_and(|error| error.contains("Room nothing")));
    let (_, error) = past.operator.tries("replay room --to notify-customer").await;
    assert!(error.is_some_and(|error| error.contains("hears of no event of room")));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_told_again_does_nothing_twice() {
    let past = Past::make().await;
    let shown = past.shown().await;
    for (context, consumer) in [
        ("reservation", "notify-customer"),
        ("payment", "notify-customer"),
        ("promotion", "notify-customer"),
        ("payment", "confirm-reservation"),
        ("reservation", "refund-payment"),
        ("payment", "note-refund"),
        ("payment", "revoke-refunded-promotion"),
        ("promotion", "note-promotion"),
        ("reservation", "note-confirmation"),
    ] {
        assert!(sent(&past.operator.does(&format!("replay {context} --to {consumer}")).await) > 0, "{consumer}");
    }
    for queue in ["Notice", "ReservationPayment", "Refund", "ReservationRefund", "PaymentPromotion"] {
        let name = json!({ "QueueName": format!("local-{queue}Queue") });
        let url = past.endpoint.sqs("GetQueueUrl", &name).await["QueueUrl"].clone();
        eventually(&format!("{queue}Queue is empty"), patience(SHOWN_WITHIN), async || {
            let question = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
            let answer = past.endpoint.sqs("GetQueueAttributes", &question).await;
            let left =
                ["", "NotVisible"].map(|state| &answer["Attributes"][format!("ApproximateNumberOfMessages{state}")]);
            if left == [&json!("0"), &json!("0")] { Ok(()) } else { Err(format!("{left:?}")) }
        })
        .await;
    }
    past.projected().await;
    assert_eq!(past.shown().await, shown);
}

#[tokio::test(flavor = "multi_thread")]
async fn reservations_own_copy_of_the_catalogue_is_rebuilt() {
    let past = Past::make().await;
    past.endpoint
        .wipe("local-ReservationTable", |item| {
            item["pk"]["S"].as_str().is_some_and(|key| key.starts_with("CATALOGUE#"))
        })
        .await;
    let booking = &past.bookings[0];
    let body = booking.room.reservation(Stay::new(50, 1));
    booking.customer.post("/reservations", &body).await.problem(404, "room-not-found");
    past.operator.does("replay room --to copy-catalogue").await;
    Booking::reserve(&booking.customer, &booking.room, Stay::new(50, 1)).await;
}
