//! Whoever works: a request or a consumer, between two of its steps. What it has read may be old by its next step; what it
//! writes is decided on what is there then, as the stores' conditions see to.

use accommodation_contracts::{
    calls::{BeginPayment, ChargePayment, PaymentMethod},
    payment::{PaymentProgress, PaymentState},
    reservation::ReserveStatus,
    samples::{pending, reserved},
};
use jiff::SignedDuration;
use kernel::Won;
use payment::{
    domain::{
        Noted, note, record_refund,
        record_result::{self, ChargeResult},
        request_refund::{self, IsPaid},
        settle_refund,
        start_charge::{self, NotStarted},
    },
    provider::Verdict,
};
use promotion::domain::{revoke_promotion, save_promotion};
use reservation::domain::{begin_payment, confirm_payment, expire_reservation, note_refund};

use crate::world::{Message, World};

const PROVIDER_TIMEOUT: SignedDuration = SignedDuration::from_secs(3);

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
    /// Look whether there may be anything to refund.
    LookForRefund,
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
            Message::Refund => Self::LookForRefund,
            other => Self::Simple(other),
        }
    }

    /// The message that comes again if the work on it crashes; a request's client may come again, or not.
    pub fn message(&self) -> Option<Message> {
        match self {
            Self::Simple(message) => Some(*message),
            Self::LookForRefund
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
            | Self::SeeThrough { .. } => None,
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
            Self::PayBack => {
                let payment = world.payment.state.as_ref().filter(|payment| payment.owes_refund())?.public().clone();
                world.provider.refund(payment.attempt, payment.refund_price.unwrap_or(Won::ZERO).get());
                (!answer_is_lost).then_some(Self::SettleRefund)
            }
            Self::SettleRefund => {
                world.happen_to_payment(&settle_refund::decide(world.payment.state.as_ref()));
                None
            }
            Self::Grant { payment, paying } => {
                grant(world, &payment);
                paying.then_some(Self::Confirm { payment })
            }
            Self::Confirm { payment } => {
                confirm(world, &payment);
                None
            }
            Self::SeeThrough { payment } => {
                grant(world, &payment);
                confirm(world, &payment);
                let status = world.reservation.state.as_ref()?.public().reserve_status;
                let confirmation = matches!(status, ReserveStatus::PaymentComp | ReserveStatus::CheckOut);
                hear(world, Noted { promotion: world.promotion.state.is_some(), confirmation });
                None
            }
            Self::LookForRefund => {
                let payment = world.payment.state.as_ref();
                if payment.is_some_and(|payment| !payment.may_owe()) {
                    return None;
                }
                let payment = payment
                    .map_or_else(|| request_refund::nothing_paid(&reserved()), |payment| payment.public().clone());
                Some(Self::Revoke { payment: Box::new(payment) })
            }
            Self::RequestRefund { redeemed } => {
                match request_refund::decide(world.payment.state.as_ref(), &reserved()) {
                    Ok(events) => {
                        world.happen_to_payment(&events);
                        None
                    }
                    Err(IsPaid(payment)) => Some(Self::Refund { payment, redeemed }),
                }
            }
            Self::Revoke { payment } => {
                let decided = revoke_promotion::decide(world.promotion.state.as_ref(), &payment, world.now);
                world.happen_to_promotion(&decided);
                let redeemed = revoke_promotion::redeemed_value(world.promotion.state.as_ref().unwrap());
                Some(Self::RequestRefund { redeemed })
            }
            Self::Refund { payment, redeemed } => {
                let (refund, deducted) = record_refund::split(payment.payment_price, redeemed);
                world.provider.refund(payment.attempt, refund.get());
                if answer_is_lost {
                    world.messages.push(Message::Refund);
                    return None;
                }
                Some(Self::RecordRefund { refund, deducted })
            }
            Self::RecordRefund { refund, deducted } => {
                world.happen_to_payment(&record_refund::decide(world.payment.state.as_ref(), refund, deducted));
                None
            }
            Self::Simple(message) => simple(world, message),
        }
    }
}

fn begin(world: &mut World) -> bool {
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

fn start(world: &mut World, declined: bool) -> Option<Process> {
    let reserved = reserved();
    let command = ChargePayment {
        reservation_number: reserved.reservation_number,
        payment_price: reserved.payment_price,
        customer_id: reserved.customer_id,
        customer_name: reserved.customer_name,
        method: PaymentMethod::Card,
        card_token: None,
    };
    let payment_id = pending().payment_id;
    match start_charge::decide(world.payment.state.as_ref(), &payment_id, &command, world.now, PROVIDER_TIMEOUT) {
        Ok(events) if events.is_empty() => {
            let payment = Box::new(world.payment.state.as_ref()?.public().clone());
            Some(Process::Grant { payment, paying: true })
        }
        Ok(events) => {
            world.happen_to_payment(&events);
            let attempt = world.payment.state.as_ref()?.public().attempt;
            Some(Process::Send { attempt, declined })
        }
        Err(NotStarted::Unsettled(attempt)) => Some(Process::Find { attempt, paying: Some(declined) }),
        Err(NotStarted::InProgress(_) | NotStarted::Void) => None,
    }
}

fn find(world: &mut World, attempt: u32, paying: Option<bool>) -> Option<Process> {
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
        (None, None) => None,
    }
}

fn record(world: &mut World, attempt: u32, result: ChargeResult, paying: bool) -> Option<Process> {
    let decided = record_result::decide(world.payment.state.as_ref(), attempt, result, world.now);
    world.happen_to_payment(&decided.unwrap_or_default());
    let payment = world.payment.state.as_ref()?;
    if payment.owes_refund() {
        return Some(Process::PayBack);
    }
    let is_paid = payment.public().status == PaymentProgress::Completed;
    (paying && is_paid).then(|| Process::Grant { payment: Box::new(payment.public().clone()), paying: true })
}

fn result_of(verdict: Verdict) -> ChargeResult {
    match verdict {
        Verdict::Approved => ChargeResult::Approved,
        Verdict::Declined => ChargeResult::Declined,
        Verdict::NotCharged => ChargeResult::NotCharged,
    }
}

fn grant(world: &mut World, payment: &PaymentState) {
    let decided = save_promotion::decide(world.promotion.state.as_ref(), payment, &World::policy(), world.now);
    world.happen_to_promotion(&decided.unwrap_or_default());
}

fn confirm(world: &mut World, payment: &PaymentState) {
    let decided = confirm_payment::decide(world.reservation.state.as_ref(), payment);
    world.happen_to_reservation(&decided.unwrap_or_default());
}

fn hear(world: &mut World, heard: Noted) {
    let decided = note::decide(world.payment.state.as_ref(), heard);
    world.happen_to_payment(&decided);
}

fn simple(world: &mut World, message: Message) -> Option<Process> {
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
        Message::Refund => return Some(Process::LookForRefund),
    }
    None
}
