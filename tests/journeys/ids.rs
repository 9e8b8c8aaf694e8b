//! Ids that are derived from others, as a client can learn the rule from an example.

use system_tests::{Booking, System};

/// The id of the payment of a reservation, by the rule that derives one from the other: learnt from another booking.
pub(crate) async fn id_of_payment(system: &System, booking: &Booking) -> String {
    let known = Booking::of_one_night(system, 10).await;
    let paid = known.pay().await.expect(201).json();
    derived(paid["payment"]["paymentId"].as_str().expect("a paymentId"), &known.number, &booking.number)
}

/// The id that belongs to `to` as `example` belongs to `from`: the two differ in how they begin.
pub(crate) fn derived(example: &str, from: &str, to: &str) -> String {
    let same = example.bytes().rev().zip(from.bytes().rev()).take_while(|(a, b)| a == b).count();
    assert!(same >= 8, "{example} is not derived from {from} in a way that a client can follow");
    let beginning = &from[..from.len() - same];
    let rest = to.strip_prefix(beginning).unwrap_or_else(|| panic!("{to} does not begin as {from} does"));
    format!("{}{rest}", &example[..example.len() - same])
}
