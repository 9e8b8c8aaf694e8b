//! A stay that has begun: nobody can reserve one, and no test waits for tomorrow.

use serde_json::{Value, json};

use crate::{booking::Booking, calendar::Stay, endpoint::Endpoint};

const TABLE: &str = "local-ReservationTable";

/// Has a stay begin yesterday, in the table of a system of the test's own: the reservation's item and the nights that it
/// has are as if it had been made so. What it costs, and what the read model shows, stay.
pub async fn begin(endpoint: &Endpoint, booking: Booking) -> Booking {
    let stay = booking.stay.begun();
    let key = format!("Reservation#{}", booking.number);
    let found = endpoint.dynamodb("GetItem", &json!({ "TableName": TABLE, "Key": { "pk": { "S": key } } })).await;
    let mut item = found["Item"].clone();
    let check_in = &mut item["state"]["M"]["details"]["M"]["checkIn"];
    assert_eq!(check_in["S"], json!(booking.stay.check_in), "{found}");
    *check_in = json!({ "S": stay.check_in });
    // It has told the world already.
    item.as_object_mut().expect("an item").remove("outbox");
    for night in nights_before(stay, booking.stay) {
        let key = format!("NIGHT#{}#{night}", booking.room.number);
        put(endpoint, json!({ "pk": { "S": key }, "owner": { "S": booking.number } }), json!({})).await;
    }
    let unchanged = json!({
        "ConditionExpression": "writeId = :seen",
        "ExpressionAttributeValues": { ":seen": item["writeId"] },
    });
    put(endpoint, item, unchanged).await;
    Booking { stay, ..booking }
}

/// The nights by which one stay begins earlier than another.
fn nights_before(stay: Stay, later: Stay) -> impl Iterator<Item = jiff::civil::Date> {
    stay.check_in.series(jiff::ToSpan::day(1)).take_while(move |night| *night < later.check_in)
}

async fn put(endpoint: &Endpoint, item: Value, mut request: Value) {
    request["TableName"] = json!(TABLE);
    request["Item"] = item;
    endpoint.dynamodb("PutItem", &request).await;
}
