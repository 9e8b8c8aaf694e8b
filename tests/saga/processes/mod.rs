//! Whoever works: a request or a consumer, between two of its steps. What it has read may be old by its next step; what it
//! writes is decided on what is there then, as the stores' conditions see to.

mod paying;
mod refunding;
mod single;

use accommodation_contracts::payment::PaymentState;
use kernel::Won;
use paying::{begin, confirm, find, grant, grant_and_note, record, result_of, see_through, start};
use payment::domain::{Noted, record_refund, record_result::ChargeResult, settle_refund};
use refunding::{look_for_refund, pay_back, refund, request_refund, revoke};
use single::{deliver, hear};

use crate::world::{Message, World};

/// What is to be done next.
#[derive(Debug, Clone)]
pub enum Process {
    /// Paying: keep the hold.
    Begin { declined: bool },
    /// Paying: put an attempt on record.
    Start { declined: bool },
    /// Ask the provider what became of an attempt; then go on paying, or not.
    Find { attempt: u32, paying: Option<bool> },
    /// Send an attempt to the provider.
    Send { attempt: u32, declined: bool },
    /// Put a result on record.
    Record { attempt: u32, result: ChargeResult, paying: bool },
    /// Pay back what the record owes.
    PayBack,
    /// Put on record that it was paid back.
    SettleRefund,
    /// Have the promotion granted; then confirm, if somebody pays.
    Grant { payment: Box<PaymentState>, paying: bool },
    /// Confirm the reservation.
    Confirm { payment: Box<PaymentState> },
    /// The reconciler has a completed payment seen through.
    SeeThrough { payment: Box<PaymentState> },
    /// It is confirmed: now the promotion.
    GrantAndNote { payment: Box<PaymentState> },
    /// Put on record what was heard.
    Note { heard: Noted },
    /// Look whether there may be anything to refund; or tell again what went back.
    LookForRefund { again: bool },
    /// Put on record that what comes goes back, or see that it is there.
    RequestRefund { redeemed: Won },
    /// Revoke what the payment earned.
    Revoke { payment: Box<PaymentState> },
    /// Have the provider pay back.
    Refund { payment: Box<PaymentState>, redeemed: Won },
    /// Put the refund on record.
    RecordRefund { refund: Won, deducted: Won },
    /// A message that takes one step.
    Simple(Message),
}

impl Process {
    /// Who works on a message.
    pub fn of(message: Message) -> Self {
        match message {
            Message::Refund => Self::LookForRefund { again: false },
            Message::RefundAgain => Self::LookForRefund { again: true },
            other => Self::Simple(other),
        }
    }

    /// The message that comes again if the work on it crashes; a request's client may come again, or not.
    pub fn message(&self) -> Option<Message> {
        match self {
            Self::Simple(message) => Some(*message),
            Self::LookForRefund { again: true } => Some(Message::RefundAgain),
            Self::LookForRefund { again: false }
            | Self::RequestRefund { .. }
            | Self::Revoke { .. }
            | Self::Refund { .. }
            | Self::RecordRefund { .. } => Some(Message::Refund),
            Self::Begin { .. }
            | Self::Start { .. }
            | Self::Find { .. }
            | Self::Send { .. }
            | Self::Record { .. }
            | Self::PayBack
            | Self::SettleRefund
            | Self::Grant { .. }
            | Self::Confirm { .. }
            | Self::SeeThrough { .. }
            | Self::GrantAndNote { .. }
            | Self::Note { .. } => None,
        }
    }

    /// Takes one step; answers the next one.
    pub fn step(self, world: &mut World, answer_is_lost: bool) -> Option<Self> {
        match self {
            Self::Begin { declined } => begin(world).then_some(Self::Start { declined }),
            Self::Start { declined } => start(world, declined),
            Self::Find { attempt, paying } => find(world, attempt, paying),
            Self::Send { attempt, declined } => {
                let verdict = world.provider.charge(attempt, declined);
                if answer_is_lost {
                    world.messages.push(Message::Settle);
                    return None;
                }
                Some(Self::Record { attempt, result: result_of(verdict), paying: true })
            }
            Self::Record { attempt, result, paying } => record(world, attempt, result, paying),
            Self::Grant { payment, paying } => {
                grant(world, &payment);
                paying.then_some(Self::Confirm { payment })
            }
            Self::Confirm { payment } => {
                confirm(world, &payment);
                None
            }
            Self::SeeThrough { payment } => see_through(world, &payment),
            Self::GrantAndNote { payment } => Some(grant_and_note(world, &payment)),
            Self::Note { heard } => {
                hear(world, heard);
                None
            }
            Self::PayBack => pay_back(world, answer_is_lost),
            Self::SettleRefund => {
                world.happen_to_payment(&settle_refund::decide(world.payment.state.as_ref()));
                None
            }
            Self::LookForRefund { again } => look_for_refund(world, again),
            Self::Revoke { payment } => revoke(world, &payment),
            Self::RequestRefund { redeemed } => request_refund(world, redeemed),
            Self::Refund { payment, redeemed } => refund(world, &payment, redeemed, answer_is_lost),
            Self::RecordRefund { refund, deducted } => {
                world.happen_to_payment(&record_refund::decide(world.payment.state.as_ref(), refund, deducted));
                None
            }
            Self::Simple(message) => deliver(world, message),
        }
    }
}
