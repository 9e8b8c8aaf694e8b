//! Somebody is about to pay: the hold does not end meanwhile.

use accommodation_contracts::{
    calls::{BeginPayment, PaymentRefusal},
    reservation::ReserveStatus,
};
use jiff::{SignedDuration, Timestamp};

use super::{Reservation, ReservationEvent};

/// How long a payment that has begun keeps the hold: longer than any request for it can take.
const PAYING: SignedDuration = SignedDuration::from_secs(60);
/// A payment that began this recently needs no new mark, so that concurrent requests do not fight over it.
const RECENT: SignedDuration = SignedDuration::from_secs(5);

/// Decides. No events: it is paid already, or marked already.
pub fn decide(
    reservation: Option<&Reservation>,
    command: &BeginPayment,
    now: Timestamp,
) -> Result<Vec<ReservationEvent>, PaymentRefusal> {
    let reservation = reservation
        .filter(|reservation| reservation.public().customer_id == command.customer_id)
        .ok_or(PaymentRefusal::NotFound)?;
    let details = reservation.public();
    let paying_for = |least| reservation.paying_until().is_some_and(|marked| marked > later(now, least));
    let needs_no_mark = match details.reserve_status {
        ReserveStatus::PaymentComp => true,
        // What a payment that began in time has left open may still be settled, but the mark is not moved any more.
        ReserveStatus::Reserve if details.hold_expires_at <= now && paying_for(SignedDuration::ZERO) => true,
        ReserveStatus::Reserve if details.hold_expires_at <= now => return Err(PaymentRefusal::HoldExpired),
        ReserveStatus::Reserve => paying_for(PAYING - RECENT),
        ReserveStatus::Expired => return Err(PaymentRefusal::HoldExpired),
        ReserveStatus::Cancelled => return Err(PaymentRefusal::ReservationCancelled),
        ReserveStatus::CheckOut => return Err(PaymentRefusal::NotPayable),
    };
    if command.payment_price.is_some_and(|believed| believed != details.payment_price) {
        return Err(PaymentRefusal::PriceMismatch(details.payment_price));
    }
    if needs_no_mark {
        return Ok(Vec::new());
    }
    Ok(vec![ReservationEvent::PaymentBegan { paying_until: later(now, PAYING) }])
}

/// Whether the hold has ended, so that a payment which was begun before may only be settled.
pub fn is_settle_only(reservation: &Reservation, now: Timestamp) -> bool {
    let details = reservation.public();
    details.reserve_status == ReserveStatus::Reserve && details.hold_expires_at <= now
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.saturating_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::CustomerId;
    use jiff::ToSpan;
    use kernel::Won;
    use testing::given;

    use super::*;
    use crate::domain::fixtures::{confirmed, held};
    use accommodation_contracts::samples::{HELD_UNTIL, NOW, reserved};

    fn command(customer: &str, price: Option<u64>) -> BeginPayment {
        BeginPayment {
            reservation_number: reserved().reservation_number,
            customer_id: CustomerId::parse(customer).unwrap(),
            payment_price: price.map(|price| Won::parse(price).unwrap()),
        }
    }

    fn began(now: Timestamp) -> ReservationEvent {
        ReservationEvent::PaymentBegan { paying_until: now + 60.seconds() }
    }

    #[test]
    fn a_hold_is_kept_for_a_minute() {
        for price in [None, Some(100_000)] {
            given(held()).when(|state| decide(state, &command("c-1", price), NOW)).then([began(NOW)]);
        }
    }

    #[test]
    fn a_hold_that_has_ended_is_refused_to_the_second() {
        let last = HELD_UNTIL - 1.nanosecond();
        given(held()).when(|state| decide(state, &command("c-1", None), last)).then([began(last)]);
        given(held())
            .when(|state| decide(state, &command("c-1", None), HELD_UNTIL))
            .then_refused(PaymentRefusal::HoldExpired);
    }

    #[test]
    fn a_payment_that_began_in_time_may_be_settled_after_the_hold_but_keeps_it_no_longer() {
        let late = HELD_UNTIL - 1.second();
        let begun = || given(held().into_iter().chain([began(late)]));
        begun().when(|state| decide(state, &command("c-1", None), late + 59.seconds())).then([]);
        begun()
            .when(|state| decide(state, &command("c-1", None), late + 60.seconds()))
            .then_refused(PaymentRefusal::HoldExpired);
    }

    #[test]
    fn another_customers_reservation_does_not_exist() {
        given(held()).when(|state| decide(state, &command("c-2", None), NOW)).then_refused(PaymentRefusal::NotFound);
        given([]).when(|state| decide(state, &command("c-1", None), NOW)).then_refused(PaymentRefusal::NotFound);
    }

    #[test]
    fn another_price_is_refused() {
        let refusal = PaymentRefusal::PriceMismatch(Won::parse(100_000).unwrap());
        given(held()).when(|state| decide(state, &command("c-1", Some(1)), NOW)).then_refused(refusal);
    }

    #[test]
    fn what_is_paid_may_be_asked_for_again_even_after_the_hold() {
        given(confirmed()).when(|state| decide(state, &command("c-1", None), HELD_UNTIL)).then([]);
    }

    #[test]
    fn concurrent_requests_share_one_mark() {
        let marked = || given(held().into_iter().chain([began(NOW)]));
        marked().when(|state| decide(state, &command("c-1", None), NOW + 4.seconds())).then([]);
        let later = NOW + 6.seconds();
        marked().when(|state| decide(state, &command("c-1", None), later)).then([began(later)]);
    }
}
