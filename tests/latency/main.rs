//! How long a customer waits to see on My Page what a payment's answer already said.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]
#![allow(clippy::print_stdout, reason = "a measurement is for people to read")]

use std::time::{Duration, Instant};

use system_tests::{Booking, Room, Stay, System, patience};

const SAMPLES: i32 = 20;
const MEDIAN: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_booking_shows_in_the_read_model_within_200_ms_of_its_payment() {
    let system = System::connect();
    let (host, customer) = (system.host().await, system.customer().await);
    let room = Room::on_sale(&host, &customer, 100_000).await;
    let mut waits = Vec::new();
    for day in 0..SAMPLES {
        let booking = Booking::reserve(&customer, &room, Stay::new(10 + day, 1)).await;
        booking.pay().await.expect(201);
        let start = Instant::now();
        booking.complete_row(Duration::from_secs(10)).await;
        waits.push(start.elapsed());
    }
    waits.sort_unstable();
    let (median, worst) = (waits[waits.len() / 2], waits[waits.len() - 1]);
    println!("from the answer of a payment to its row: median {median:?}, worst {worst:?} of {SAMPLES}");
    assert!(median < patience(MEDIAN), "median {median:?}, worst {worst:?}");
}
