//! The money of a reservation that had ended went back.

use kernel::Won;

use super::{Money, Reservation, ReservationEvent};

/// Decides. No events: it is noted already, or there is nothing to note it on.
pub fn decide(reservation: Option<&Reservation>, refund_price: Won, deducted_price: Won) -> Vec<ReservationEvent> {
    match reservation.map(Reservation::money) {
        None | Some(Money::Refunded { .. }) => Vec::new(),
        Some(Money::None | Money::Paid | Money::Rejected) => {
            vec![ReservationEvent::RefundNoted { refund_price, deducted_price }]
        }
    }
}
