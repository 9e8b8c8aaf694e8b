//! The saga of a booking, on the real decisions of reservation, payment and promotion: whatever is lost once, duplicated,
//! reordered or delayed, and wherever a function crashes, in the end money, nights and gifts are where they belong.
//!
//! The world here has one room's night, one customer and one reservation. Commands, timers and consumers are cut into the
//! atomic steps that the functions take (one write, or one call of the provider); a crash drops what is left of one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod invariants;
mod processes;
mod provider;
mod reconciler;
mod world;

use invariants::check;
use proptest::prelude::*;
use world::{Action, World};

fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => Just(Action::Pay { declined: false }),
        1 => Just(Action::Pay { declined: true }),
        2 => Just(Action::Cancel),
        1 => Just(Action::Redeem),
        12 => any::<u8>().prop_map(Action::Step),
        2 => any::<u8>().prop_map(Action::Crash),
        8 => any::<u8>().prop_map(Action::Deliver),
        1 => any::<u8>().prop_map(Action::Duplicate),
        1 => any::<u8>().prop_map(Action::Lose),
        1 => Just(Action::Rival),
        2 => any::<u8>().prop_map(Action::LoseAnswer),
        3 => (1..1_200_i64).prop_map(Action::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]
    #[test]
    fn money_nights_and_gifts_end_where_they_belong(actions in prop::collection::vec(any_action(), 0..60)) {
        let mut world = World::new();
        for action in &actions {
            world.act(*action);
        }
        world.come_to_rest();
        check(&world);
    }
}

/// A payment whose request crashed after the charge, and whose event then got lost on its way to the reservation: once the
/// hold had ended, nobody was left to confirm it or to send the money back.
#[test]
fn a_completed_payment_that_its_reservation_never_heard_of_is_found() {
    let mut world = World::new();
    let charge = [Action::Pay { declined: false }].into_iter().chain([Action::Step(0); 4]);
    for action in charge.chain([Action::Crash(0), Action::Lose(1), Action::Deliver(0), Action::Wait(1_000)]) {
        world.act(action);
    }
    world.come_to_rest();
    check(&world);
}

/// A charge that completed after the reservation was cancelled, and whose promotion was granted late: the only message that
/// would have revoked it got lost.
#[test]
fn nothing_is_granted_for_money_that_goes_back_even_if_the_news_of_that_is_lost() {
    let mut world = World::new();
    let pay = [Action::Pay { declined: false }, Action::Step(0), Action::Step(0), Action::Cancel];
    let refund = [Action::Deliver(1), Action::Step(1), Action::Step(1), Action::Step(1)];
    // Send, record, pay back, settle; then the messages are the timer, two of the completion and two of the refund.
    for action in pay.into_iter().chain(refund).chain([Action::Step(0); 4]).chain([Action::Lose(4), Action::Lose(3)]) {
        world.act(action);
    }
    world.come_to_rest();
    check(&world);
}

/// Not every wheel can be checked by chance: the usual ways through must be among those that are.
#[test]
fn the_usual_ways_through_are_possible() {
    use accommodation_contracts::{
        payment::PaymentProgress::{Completed, Refunded},
        reservation::ReserveStatus::{Cancelled, Expired, PaymentComp},
    };
    let ends = |actions: &[Action]| {
        let mut world = World::new();
        for action in actions {
            world.act(*action);
        }
        world.come_to_rest();
        check(&world);
        let payment = world.payment.state.as_ref().map(|payment| payment.public().status);
        (world.reservation.state.as_ref().unwrap().public().reserve_status, payment)
    };
    let pay = [Action::Pay { declined: false }].into_iter().chain([Action::Step(0); 8]);
    let paid: Vec<Action> = pay.collect();
    assert_eq!(ends(&paid), (PaymentComp, Some(Completed)));
    assert_eq!(ends(&[paid.clone(), vec![Action::Redeem, Action::Cancel]].concat()), (Cancelled, Some(Refunded)));
    assert_eq!(ends(&[Action::Wait(1_000)]).0, Expired);
    let late = [Action::Pay { declined: false }, Action::Step(0), Action::Step(0), Action::LoseAnswer(0)];
    assert_eq!(ends(&[late.to_vec(), vec![Action::Wait(1_000), Action::Cancel]].concat()), (Cancelled, Some(Refunded)));
}
