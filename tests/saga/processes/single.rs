//! Messages that take one step.

use accommodation_contracts::payment::PaymentProgress;
use payment::domain::{Noted, note};
use promotion::domain::revoke_promotion;
use reservation::domain::{expire_reservation, note_refund};

use super::{
    Process,
    paying::{confirm, grant},
};
use crate::world::{Message, World};

pub(super) fn hear(world: &mut World, heard: Noted) {
    let decided = note::decide(world.payment.state.as_ref(), heard);
    world.happen_to_payment(&decided);
}

pub(super) fn deliver(world: &mut World, message: Message) -> Option<Process> {
    match message {
        Message::HoldTimer => match expire_reservation::decide(world.reservation.state.as_ref(), world.now) {
            Ok(events) => world.happen_to_reservation(&events),
            Err(expire_reservation::NotExpired::TooEarly(_)) => world.messages.push(Message::HoldTimer),
            Err(expire_reservation::NotExpired::Unknown) => panic!("there is a reservation"),
        },
        Message::Settle => {
            let payment = world.payment.state.as_ref()?;
            let is_open = payment.public().status == PaymentProgress::Pending;
            if is_open && world.now < payment.pending_until() {
                world.messages.push(Message::Settle);
            } else if is_open {
                return Some(Process::Find { attempt: payment.public().attempt, paying: None });
            }
        }
        Message::Confirm => confirm(world, &world.completed.clone()?),
        Message::Grant => grant(world, &world.completed.clone()?),
        Message::Revoke => {
            let payment = world.payment.state.as_ref()?.public().clone();
            let decided = revoke_promotion::decide(world.promotion.state.as_ref(), &payment, world.now);
            world.happen_to_promotion(&decided);
        }
        Message::NoteRefund => {
            let payment = world.payment.state.as_ref()?.public().clone();
            let (refund, deducted) = (payment.refund_price?, payment.deducted_price?);
            let decided = note_refund::decide(world.reservation.state.as_ref(), refund, deducted);
            world.happen_to_reservation(&decided);
        }
        Message::NotePromotion => {
            hear(world, Noted { promotion: true, confirmation: false });
        }
        Message::NoteConfirmation => hear(world, Noted { promotion: false, confirmation: true }),
        Message::Refund | Message::RefundAgain => return Some(Process::of(message)),
    }
    None
}
