//! A system with a past: bookings in every state that customers can bring them into, and every event of them.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use system_tests::{Booking, Endpoint, Hosted, Persona};

use crate::{
    events::{Collected, Event},
    queues::Queues,
};

const SHOWN_WITHIN: Duration = Duration::from_secs(20);

/// A system of a test's own, with what is behind its HTTP API.
pub(crate) struct Own {
    pub(crate) hosted: Hosted,
    pub(crate) endpoint: Endpoint,
    pub(crate) queues: Queues,
}

impl Own {
    /// One with nothing in it.
    pub(crate) async fn fresh() -> Self {
        let hosted = Hosted::start().await;
        // Payment writes down what it hears of its promotion and its reservation, and with that an item has no outbox any
        // more: it hears late enough for events to be collected before.
        for function in ["note-promotion", "note-confirmation"] {
            hosted.system.inject(function, &json!({ "latencyMs": 3_000 })).await;
        }
        let endpoint = Endpoint::at(&hosted.endpoint_url);
        let queues = Queues::of(&endpoint).await;
        Self { hosted, endpoint, queues }
    }
}

/// What happened there.
pub(crate) struct Past {
    pub(crate) bookings: Vec<Booking>,
    pub(crate) events: Vec<Event>,
}

impl Past {
    /// Makes it happen: a hold, a decline, payments at once and after a decline, on both paths and of all tiers.
    pub(crate) async fn make(own: &Own) -> Self {
        let mut events = Collected::default();
        let mut bookings = Vec::new();
        for price in [100_000, 60_000, 9, 70_000, 80_000] {
            bookings.push(Booking::of_one_night(&own.hosted.system, price).await);
        }
        events.collect(&own.endpoint).await;
        for declined in &bookings[1..=3] {
            declined.pay_with("tok_declined").await.problem(402, "payment-declined");
        }
        events.collect(&own.endpoint).await;
        bookings[0].pay().await.expect(201);
        bookings[1].pay().await.expect(201);
        bookings[2].complete_payment().await.expect(201);
        events.collect(&own.endpoint).await;

        let expected = [
            ("PaymentCompleted", 3),
            ("PaymentDeclined", 3),
            ("PromotionSaved", 3),
            ("ReservationConfirmed", 3),
            ("Reserved", 5),
            ("RoomRegistered", 5),
        ];
        assert_eq!(events.counts(), expected.into());
        for paid in &bookings[..3] {
            paid.complete_row(SHOWN_WITHIN).await;
        }
        bookings[3].row_with_payment(SHOWN_WITHIN).await;
        bookings[4].row_with(&json!({ "reserveStatus": "reserve" }), SHOWN_WITHIN).await;
        Self { bookings, events: events.into_events() }
    }

    /// The rows of the read model of `system`, byte for byte as `reader` gets them.
    pub(crate) async fn rows(&self, reader: &Persona) -> Vec<String> {
        texts(reader, self.bookings.iter().map(Booking::row_path)).await
    }

    /// Everything that customers can read of it, byte for byte, by its path.
    pub(crate) async fn everything(&self, reader: &Persona) -> Vec<(String, String)> {
        let rows = self.rows(reader).await;
        let mut paths: Vec<String> = self.bookings.iter().flat_map(|one| [one.row_path(), one.path()]).collect();
        for row in &rows {
            let row: Value = serde_json::from_str(row).expect("a row");
            for (collection, id) in [("payments", &row["paymentId"]), ("promotions", &row["couponId"])] {
                paths.extend(id.as_str().map(|id| format!("/{collection}/{id}")));
            }
        }
        let texts = texts(reader, paths.iter().cloned()).await;
        paths.into_iter().zip(texts).collect()
    }
}

async fn texts(reader: &Persona, paths: impl Iterator<Item = String>) -> Vec<String> {
    join_all(paths.map(|path| async move { reader.get(&path).await.expect(200).text().to_owned() })).await
}
