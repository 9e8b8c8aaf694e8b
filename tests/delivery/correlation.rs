//! One id leads from a request to every event that goes back to it.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::json;
use system_tests::{Booking, unique};

use crate::{bookings::Own, events::Collected};

#[tokio::test(flavor = "multi_thread")]
async fn every_event_of_a_payment_bears_the_correlation_id_of_its_request() {
    let own = Own::fresh().await;
    let booking = Booking::of_one_night(&own.hosted.system, 100_000).await;
    let id = unique("trace");
    let customer = &booking.customer;
    let request = customer.request(Method::POST, &booking.payment_path()).header("X-Correlation-Id", &id);
    customer.send(request.json(&json!({}))).await.expect(201);

    let mut collected = Collected::default();
    collected.collect(&own.endpoint).await;
    let events = collected.into_events();
    let ids: BTreeMap<&str, &str> = events
        .iter()
        .filter(|event| event.reservation_number() == Some(&booking.number))
        .map(|event| (event.name(), event.correlation_id()))
        .collect();
    let expected = ["PaymentCompleted", "PromotionSaved", "ReservationConfirmed"].map(|name| (name, id.as_str()));
    assert_eq!(ids, expected.into());
}
