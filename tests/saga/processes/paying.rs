//! The steps of a payment, from the hold to what follows from the money.

use accommodation_contracts::{
    calls::{BeginPayment, ChargePayment, PaymentMethod},
    payment::{PaymentProgress, PaymentState},
    reservation::ReserveStatus,
    samples::{pending, reserved},
};
use jiff::SignedDuration;
use payment::{
    domain::{
        Noted,
        record_result::{self, ChargeResult},
        start_charge::{self, NotStarted},
    },
    provider::Verdict,
};
use promotion::domain::save_promotion;
use reservation::domain::{begin_payment, confirm_payment};

use super::Process;
use crate::world::World;

const PROVIDER_TIMEOUT: SignedDuration = SignedDuration::from_secs(3);

pub(super) fn begin(world: &mut World) -> bool {
    let reserved = reserved();
    let command = BeginPayment {
        reservation_number: reserved.reservation_number,
        customer_id: reserved.customer_id,
        payment_price: None,
    };
    match begin_payment::decide(world.reservation.state.as_ref(), &command, world.now) {
        Ok(events) => {
            world.happen_to_reservation(&events);
            true
        }
        Err(_) => false,
    }
}

pub(super) fn start(world: &mut World, declined: bool) -> Option<Process> {
    let reserved = reserved();
    let command = ChargePayment {
        reservation_number: reserved.reservation_number,
        payment_price: reserved.payment_price,
        customer_id: reserved.customer_id,
        customer_name: reserved.customer_name,
        method: PaymentMethod::Card,
        card_token: None,
        settle_only: begin_payment::is_settle_only(world.reservation.state.as_ref()?, world.now),
    };
    let payment_id = pending().payment_id;
    match start_charge::decide(world.payment.state.as_ref(), &payment_id, &command, world.now, PROVIDER_TIMEOUT) {
        Ok(events) if events.is_empty() => {
            let payment = Box::new(world.payment.state.as_ref()?.public().clone());
            let is_paid = payment.status == PaymentProgress::Completed;
            is_paid.then_some(Process::Grant { payment, paying: true })
        }
        Ok(events) => {
            world.happen_to_payment(&events);
            let attempt = world.payment.state.as_ref()?.public().attempt;
            Some(Process::Send { attempt, declined })
        }
        Err(NotStarted::Unsettled(attempt)) => Some(Process::Find { attempt, paying: Some(declined) }),
        Err(NotStarted::InProgress(_) | NotStarted::Void | NotStarted::HoldExpired) => None,
    }
}

pub(super) fn find(world: &mut World, attempt: u32, paying: Option<bool>) -> Option<Process> {
    match (world.provider.find(attempt), paying) {
        (Some(verdict), paying) => {
            Some(Process::Record { attempt, result: result_of(verdict), paying: paying.is_some() })
        }
        (None, Some(declined)) => {
            let unheard = ChargeResult::Unheard(PROVIDER_TIMEOUT);
            let decided = record_result::decide(world.payment.state.as_ref(), attempt, unheard, world.now);
            let events = decided.unwrap_or_default();
            world.happen_to_payment(&events);
            (!events.is_empty()).then_some(Process::Send { attempt, declined })
        }
        (None, None) => {
            let given_up =
                record_result::decide(world.payment.state.as_ref(), attempt, ChargeResult::NeverHeard, world.now);
            world.happen_to_payment(&given_up.unwrap_or_default());
            None
        }
    }
}

pub(super) fn record(world: &mut World, attempt: u32, result: ChargeResult, paying: bool) -> Option<Process> {
    let decided = record_result::decide(world.payment.state.as_ref(), attempt, result, world.now);
    world.happen_to_payment(&decided.unwrap_or_default());
    let payment = world.payment.state.as_ref()?;
    if payment.owes_refund() {
        return Some(Process::PayBack);
    }
    let is_paid = payment.public().status == PaymentProgress::Completed;
    (paying && is_paid).then(|| Process::Grant { payment: Box::new(payment.public().clone()), paying: true })
}

pub(super) fn result_of(verdict: Verdict) -> ChargeResult {
    match verdict {
        Verdict::Approved => ChargeResult::Approved,
        Verdict::Declined => ChargeResult::Declined,
        Verdict::NotCharged => ChargeResult::NotCharged,
    }
}

pub(super) fn grant(world: &mut World, payment: &PaymentState) {
    let decided = save_promotion::decide(world.promotion.state.as_ref(), payment, &World::policy(), world.now);
    world.happen_to_promotion(&decided.unwrap_or_default());
}

pub(super) fn confirm(world: &mut World, payment: &PaymentState) {
    let decided = confirm_payment::decide(world.reservation.state.as_ref(), payment);
    world.happen_to_reservation(&decided.unwrap_or_default());
}

/// What the reconciler does with a completed payment that nobody has been heard of.
pub(super) fn see_through(world: &mut World, payment: &PaymentState) -> Option<Process> {
    confirm(world, payment);
    let status = world.reservation.state.as_ref()?.public().reserve_status;
    let is_confirmed = matches!(status, ReserveStatus::PaymentComp | ReserveStatus::CheckOut);
    is_confirmed.then(|| Process::GrantAndNote { payment: Box::new(payment.clone()) })
}

/// And what it does next.
pub(super) fn grant_and_note(world: &mut World, payment: &PaymentState) -> Process {
    grant(world, payment);
    Process::Note { heard: Noted { promotion: world.promotion.state.is_some(), confirmation: true } }
}
