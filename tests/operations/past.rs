//! A system in which everything has happened that can happen to a booking.

use std::time::Duration;

use serde_json::{Value, json};
use system_tests::{Booking, Endpoint, Hosted, Operator, Persona, Room, Stay, all_items, begin, eventually, patience};

pub(crate) const SHOWN_WITHIN: Duration = Duration::from_secs(30);
pub(crate) const ROWS: &str = "local-RoomInfoTable";

/// What operators work with, and what happened before.
pub(crate) struct Past {
    /// It ends with its past.
    _hosted: Hosted,
    pub(crate) endpoint: Endpoint,
    pub(crate) operator: Operator,
    reader: Persona,
    pub(crate) bookings: Vec<Booking>,
}

impl Past {
    pub(crate) async fn make() -> Self {
        let hosted = Hosted::start().await;
        let later = Stay::new(10, 2);
        let mut bookings = Vec::new();
        for price in [100_000, 60_000, 9, 80_000, 70_000, 65_000, 50_000] {
            bookings.push(Booking::of(&hosted.system, price, later).await.1);
        }
        let [held, paid, cancelled, redeemed, declined, second_try, given_up] = &bookings[..] else { panic!("seven") };
        held.row_with(&json!({ "reserveStatus": "reserve" }), SHOWN_WITHIN).await;
        paid.pay().await.expect(201);
        paid.complete_row(SHOWN_WITHIN).await;
        for refunded in [cancelled, redeemed] {
            let coupon = refunded.pay_for_coupon().await;
            if refunded.number == redeemed.number {
                refunded.customer.post(&format!("/promotions/{coupon}/redeem"), &json!({})).await.expect(200);
            }
            refunded.cancel().await.expect(200);
            refunded.refund(SHOWN_WITHIN).await;
            let shown = json!({ "reserveStatus": "cancelled", "paymentStatus": "R", "promotionStatus": "REVOKED" });
            refunded.row_with(&shown, SHOWN_WITHIN).await;
        }
        for refused in [declined, second_try] {
            refused.pay_with("tok_declined").await.problem(402, "payment-declined");
            refused.row_with_payment(SHOWN_WITHIN).await;
        }
        second_try.pay().await.expect(201);
        second_try.complete_row(SHOWN_WITHIN).await;
        given_up.cancel().await.expect(200);
        given_up.row_with(&json!({ "reserveStatus": "cancelled" }), SHOWN_WITHIN).await;
        bookings.push(check_out(&hosted).await);
        bookings.push(change_rooms(&hosted).await);
        bookings.push(defer(&hosted).await);
        let (endpoint, operator) = (Endpoint::at(&hosted.endpoint_url), Operator::of(&hosted));
        let reader = hosted.system.operator().await;
        let past = Self { _hosted: hosted, endpoint, operator, reader, bookings };
        past.projected().await;
        past
    }

    /// Waits until the projector has nothing left to do.
    pub(crate) async fn projected(&self) {
        let name = json!({ "QueueName": "local-RoomInfoQueue" });
        let url = self.endpoint.sqs("GetQueueUrl", &name).await["QueueUrl"].clone();
        let question = json!({ "QueueUrl": url, "AttributeNames": ["All"] });
        eventually("everything is projected", patience(SHOWN_WITHIN), async || {
            let answer = self.endpoint.sqs("GetQueueAttributes", &question).await;
            let left =
                ["", "NotVisible"].map(|state| &answer["Attributes"][format!("ApproximateNumberOfMessages{state}")]);
            if left == [&json!("0"), &json!("0")] { Ok(()) } else { Err(format!("{left:?}")) }
        })
        .await;
    }

    /// Everything that the read model shows, byte for byte: all rows, rooms and customers' own pages.
    pub(crate) async fn shown(&self) -> Vec<String> {
        let mut texts = Vec::new();
        for booking in &self.bookings {
            for (reader, path) in [
                (&self.reader, booking.row_path()),
                (&booking.customer, "/me".to_owned()),
                (&booking.customer, booking.room.path()),
                (&booking.customer, "/notices".to_owned()),
            ] {
                let answer = reader.get(&path).await;
                texts.push(format!("{path} {} {}", answer.status(), answer.text()));
            }
        }
        texts.push(json!(all_items(&self.reader, "/roomInfos", &[], 100).await).to_string());
        texts
    }

    /// The read model's items as they are kept, but for the versions of slices, which silent changes raise.
    pub(crate) async fn kept(&self) -> Vec<String> {
        let mut items = self.endpoint.items(ROWS).await;
        for item in &mut items {
            for slice in ["reservation", "payment", "promotion", "room"] {
                if let Some(slice) = item.get_mut(slice).and_then(|slice| slice["M"].as_object_mut()) {
                    slice.remove("version");
                }
            }
        }
        // An account that has earned nothing and one that is not there are the same.
        items.retain(|item| item["points"]["N"] != "0");
        let mut texts: Vec<String> = items.iter().map(sorted).collect();
        texts.sort();
        texts
    }
}

/// An item as a text that does not depend on the order of its attributes.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut texts: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name}:{}", sorted(value))).collect();
            texts.sort();
            format!("{{{}}}", texts.join(","))
        }
        other => other.to_string(),
    }
}

/// A stay that is over.
async fn check_out(hosted: &Hosted) -> Booking {
    let (host, booking) = Booking::of(&hosted.system, 90_000, Stay::new(1, 3)).await;
    booking.pay().await.expect(201);
    booking.complete_row(SHOWN_WITHIN).await;
    let booking = begin(&Endpoint::at(&hosted.endpoint_url), booking).await;
    host.post(&booking.check_out_path(), &json!({})).await.expect(200);
    booking.row_with(&json!({ "reserveStatus": "checkOut" }), SHOWN_WITHIN).await;
    booking
}

/// A room whose price has changed, and one that is retired.
async fn change_rooms(hosted: &Hosted) -> Booking {
    let (host, booking) = Booking::of(&hosted.system, 40_000, Stay::new(20, 1)).await;
    host.patch(&booking.room.path(), &json!({ "roomPrice": 45_000 })).await.expect(200);
    let retired = Room::on_sale(&host, &booking.customer, 30_000).await;
    host.delete(&retired.path()).await.expect(204);
    eventually("the rooms have changed", patience(SHOWN_WITHIN), async || {
        let changed = booking.customer.get(&booking.room.path()).await;
        let gone = booking.customer.get(&retired.path()).await;
        let price = if changed.status() == 200 { changed.json()["roomPrice"].clone() } else { Value::Null };
        if price == 45_000 && gone.status() == 404 { Ok(()) } else { Err(format!("{changed} {gone}")) }
    })
    .await;
    booking
}

/// A payment whose promotion is to come.
async fn defer(hosted: &Hosted) -> Booking {
    hosted.system.hold_promotions().await;
    let (_, booking) = Booking::of(&hosted.system, 110_000, Stay::new(30, 1)).await;
    booking.pay().await.expect(201);
    let shown = json!({ "reserveStatus": "paymentComp", "promotionStatus": "DEFERRED" });
    booking.row_with(&shown, SHOWN_WITHIN).await;
    booking
}
