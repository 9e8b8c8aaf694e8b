use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use accommodation_contracts::samples::{HELD_UNTIL, reserved};

fn any_event() -> impl Strategy<Value = ReservationEvent> {
    prop_oneof![
        Just(ReservationEvent::Reserved(Box::new(reserved()))),
        Just(ReservationEvent::PaymentBegan { paying_until: HELD_UNTIL }),
        Just(ReservationEvent::Confirmed),
        Just(ReservationEvent::Expired { at: HELD_UNTIL }),
        Just(ReservationEvent::Cancelled { at: HELD_UNTIL }),
        Just(ReservationEvent::CheckedOut { at: HELD_UNTIL, free_from: date(2026, 12, 25) }),
        Just(ReservationEvent::PaymentRejected),
        Just(ReservationEvent::RefundNoted { refund_price: Won::ZERO, deducted_price: Won::ZERO }),
    ]
}

proptest! {
    #[test]
    fn evolve_is_total_and_state_survives_storage(events in prop::collection::vec(any_event(), 0..6)) {
        let state = events.iter().fold(None, Reservation::evolve);
        if let Some(state) = &state {
            let json = serde_json::to_value(state).unwrap();
            prop_assert_eq!(&serde_json::from_value::<Reservation>(json).unwrap(), state);
        }
    }
}

fn claims_after(events: &[ReservationEvent]) -> usize {
    events.iter().fold(None, Reservation::evolve).unwrap().claims().len()
}

#[test]
fn nights_are_held_until_it_ends_and_those_slept_in_stay() {
    let held = ReservationEvent::Reserved(Box::new(reserved()));
    assert_eq!(claims_after(&[held.clone(), ReservationEvent::Confirmed]), 2);
    for end in [ReservationEvent::Expired { at: HELD_UNTIL }, ReservationEvent::Cancelled { at: HELD_UNTIL }] {
        assert_eq!(claims_after(&[held.clone(), end]), 0);
    }
    let out = |free_from| ReservationEvent::CheckedOut { at: HELD_UNTIL, free_from };
    assert_eq!(claims_after(&[held.clone(), out(date(2026, 12, 25))]), 1);
    assert_eq!(claims_after(&[held, out(date(2026, 12, 26))]), 2);
}

#[test]
fn where_it_stands_is_told_by_the_event_that_brought_it_there() {
    let held = || vec![ReservationEvent::Reserved(Box::new(reserved()))];
    let told = |events: Vec<ReservationEvent>| {
        let state = held().iter().chain(&events).fold(None, Reservation::evolve).unwrap();
        state.announce(&state.current()).unwrap().unwrap().name
    };
    let (expired, cancelled) =
        (ReservationEvent::Expired { at: HELD_UNTIL }, ReservationEvent::Cancelled { at: HELD_UNTIL });
    let out = ReservationEvent::CheckedOut { at: HELD_UNTIL, free_from: date(2026, 12, 25) };
    let refunded = ReservationEvent::RefundNoted { refund_price: Won::ZERO, deducted_price: Won::ZERO };
    let began = ReservationEvent::PaymentBegan { paying_until: HELD_UNTIL };
    assert_eq!(told(vec![]), "Reserved");
    assert_eq!(told(vec![began]), "Reserved");
    assert_eq!(told(vec![ReservationEvent::Confirmed]), "ReservationConfirmed");
    assert_eq!(told(vec![ReservationEvent::Confirmed, out]), "CheckedOut");
    assert_eq!(told(vec![expired.clone()]), "ReservationExpired");
    assert_eq!(told(vec![ReservationEvent::Confirmed, cancelled.clone()]), "ReservationCancelled");
    for end in [expired, cancelled] {
        assert_eq!(told(vec![end, ReservationEvent::PaymentRejected]), "PaymentRejected");
    }
    assert_eq!(told(vec![ReservationEvent::Cancelled { at: HELD_UNTIL }, refunded]), "ReservationCancelled");
}

#[test]
fn only_what_others_care_about_is_announced() {
    let state = Reservation::evolve(None, &ReservationEvent::Reserved(Box::new(reserved()))).unwrap();
    let began = ReservationEvent::PaymentBegan { paying_until: HELD_UNTIL };
    assert_eq!(state.announce(&began).unwrap(), None);
    assert_eq!(state.announce(&ReservationEvent::Confirmed).unwrap().unwrap().name, "ReservationConfirmed");
}
