//! What callers are told of the money of a reservation that ended.

use accommodation_contracts::{calls::PaymentRefusal, views::Refund};
use jiff::{SignedDuration, Timestamp};
use platform::store::{AggregateStore, StoreError};

use crate::domain::{Money, Reservation};

/// A charge whose answer was lost is mostly settled within this time, by its own message or by payment's reconciler.
const SETTLING: SignedDuration = SignedDuration::from_mins(10);

/// Where it stands at a time. While a payment is under way, or may have been left open, nobody knows whether there is money.
pub fn refund_of(reservation: &Reservation, now: Timestamp) -> Refund {
    let may_be_open = |until: Timestamp| now < until.saturating_add(SETTLING).unwrap_or(Timestamp::MAX);
    match reservation.money() {
        Money::Refunded { refund_price, deducted_price } => Refund::done(refund_price, deducted_price),
        Money::Paid | Money::Rejected => Refund::pending(),
        Money::None if reservation.paying_until().is_some_and(may_be_open) => Refund::pending(),
        Money::None => Refund::none(),
    }
}

/// Where the money of an ended reservation stands that came too late; nothing where none is known to have come.
pub async fn late_refund<S: AggregateStore<Reservation>>(
    reservations: &S,
    id: &str,
    refusal: PaymentRefusal,
    now: Timestamp,
) -> Result<Option<Refund>, StoreError> {
    if !matches!(refusal, PaymentRefusal::HoldExpired | PaymentRefusal::ReservationCancelled) {
        return Ok(None);
    }
    let reservation = reservations.load(id).await?.state;
    Ok(reservation.and_then(|reservation| late_money_of(&reservation, now)))
}

/// The same of a reservation that is known to have ended.
pub fn late_money_of(reservation: &Reservation, now: Timestamp) -> Option<Refund> {
    (reservation.money() != Money::None).then(|| refund_of(reservation, now))
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::NOW;
    use jiff::ToSpan;
    use kernel::Aggregate;

    use super::*;
    use crate::domain::{ReservationEvent, fixtures::held};

    #[test]
    fn a_payment_that_began_may_have_left_money_until_it_is_settled() {
        let [reserved] = held();
        let began = ReservationEvent::PaymentBegan { paying_until: NOW + 60.seconds() };
        let after = |events: &[&ReservationEvent]| {
            let state = events.iter().fold(None, |state, event| Reservation::evolve(state, event));
            state.unwrap()
        };
        let cancelled = ReservationEvent::Cancelled { at: NOW };
        let (unpaid, paying) = (after(&[&reserved, &cancelled]), after(&[&reserved, &began, &cancelled]));
        assert_eq!(refund_of(&unpaid, NOW), Refund::none());
        assert_eq!(refund_of(&paying, NOW + 5.minutes()), Refund::pending());
        assert_eq!(refund_of(&paying, NOW + 11.minutes()), Refund::none());
    }
}
