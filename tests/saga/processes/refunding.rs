//! The steps of a refund: the promotion first, then the money.

use accommodation_contracts::{
    payment::{PaymentProgress, PaymentState},
    samples::reserved,
};
use kernel::Won;
use payment::domain::{
    Payment, record_refund,
    request_refund::{self, IsPaid},
};
use promotion::domain::revoke_promotion;

use super::Process;
use crate::world::{Message, World};

pub(super) fn look_for_refund(world: &mut World, again: bool) -> Option<Process> {
    let payment = world.payment.state.as_ref().map(Payment::public);
    if world.payment.state.as_ref().is_some_and(|payment| !payment.may_owe()) {
        let is_refunded = payment.is_some_and(|payment| payment.status == PaymentProgress::Refunded);
        if again && is_refunded {
            world.messages.extend([Message::Revoke, Message::NoteRefund]);
        }
        return None;
    }
    let payment = payment.cloned().unwrap_or_else(|| request_refund::nothing_paid(&reserved()));
    Some(Process::Revoke { payment: Box::new(payment) })
}

pub(super) fn revoke(world: &mut World, payment: &PaymentState) -> Option<Process> {
    let decided = revoke_promotion::decide(world.promotion.state.as_ref(), payment, world.now);
    world.happen_to_promotion(&decided);
    let redeemed = revoke_promotion::redeemed_value(world.promotion.state.as_ref()?);
    Some(Process::RequestRefund { redeemed })
}

pub(super) fn request_refund(world: &mut World, redeemed: Won) -> Option<Process> {
    match request_refund::decide(world.payment.state.as_ref(), &reserved()) {
        Ok(events) => {
            world.happen_to_payment(&events);
            None
        }
        Err(IsPaid(payment)) => Some(Process::Refund { payment, redeemed }),
    }
}

pub(super) fn refund(
    world: &mut World,
    payment: &PaymentState,
    redeemed: Won,
    answer_is_lost: bool,
) -> Option<Process> {
    let (refund, deducted) = record_refund::split(payment.payment_price, redeemed);
    world.provider.refund(payment.attempt, refund.get());
    if answer_is_lost {
        world.messages.push(Message::Refund);
        return None;
    }
    Some(Process::RecordRefund { refund, deducted })
}

pub(super) fn pay_back(world: &mut World, answer_is_lost: bool) -> Option<Process> {
    let payment = world.payment.state.as_ref().filter(|payment| payment.owes_refund())?.public().clone();
    world.provider.refund(payment.attempt, payment.refund_price.unwrap_or(Won::ZERO).get());
    (!answer_is_lost).then_some(Process::SettleRefund)
}
