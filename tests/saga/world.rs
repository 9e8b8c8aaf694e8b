//! Three aggregates, the messages between them, and whoever works on them.

use accommodation_contracts::{
    payment::PaymentState,
    samples::{HELD_UNTIL, NOW, reserved},
};
use jiff::{SignedDuration, Timestamp};
use kernel::Aggregate;
use payment::domain::Payment;
use promotion::domain::{Policy, Promotion, Tier, redeem_coupon};
use reservation::domain::{Actor, Reservation, ReservationEvent, cancel_reservation};

use crate::{processes::Process, provider::Ledger};

/// What may happen next. Numbers choose among what there is.
#[derive(Debug, Clone, Copy)]
pub enum Action {
    /// The customer pays.
    Pay { declined: bool },
    /// The customer cancels.
    Cancel,
    /// Somebody else reserves the same nights, if they are free.
    Rival,
    /// The customer uses the gift.
    Redeem,
    /// One who works takes one step.
    Step(u8),
    /// One who works is gone.
    Crash(u8),
    /// A message is taken from its queue.
    Deliver(u8),
    /// A message is in its queue twice.
    Duplicate(u8),
    /// A message is lost. Happens once.
    Lose(u8),
    /// One who waits for the provider takes a step whose answer is lost.
    LoseAnswer(u8),
    /// Seconds go by.
    Wait(i64),
}

/// A message in a queue. What a consumer needs of it besides, it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// `Reserved`, from the delayed queue.
    HoldTimer,
    /// A charge was left open.
    Settle,
    /// `PaymentCompleted`, to reservation.
    Confirm,
    /// `PaymentCompleted`, to promotion.
    Grant,
    /// `ReservationCancelled` or `PaymentRejected`.
    Refund,
    /// The same, sent again by the reconciler.
    RefundAgain,
    /// `PaymentRefunded`, to promotion.
    Revoke,
    /// `PaymentRefunded`, to reservation.
    NoteRefund,
    /// `PromotionSaved` or `PromotionRevoked`.
    NotePromotion,
    /// `ReservationConfirmed`, to payment.
    NoteConfirmation,
}

/// An aggregate's state, changed by nothing but its own events.
#[derive(Debug)]
pub struct Kept<A> {
    pub state: Option<A>,
}

impl<A: Aggregate> Kept<A> {
    /// Lets events happen; answers the names of those that are published.
    pub fn happen(&mut self, events: &[A::Event]) -> Vec<&'static str> {
        let mut names = Vec::new();
        for event in events {
            self.state = A::evolve(self.state.take(), event);
            let announced = self.state.as_ref().and_then(|state| state.announce(event).unwrap());
            names.extend(announced.map(|announcement| announcement.name));
        }
        names
    }
}

/// Everything.
#[derive(Debug)]
pub struct World {
    pub now: Timestamp,
    pub reservation: Kept<Reservation>,
    /// Whether somebody else has the nights.
    pub rival: bool,
    pub payment: Kept<Payment>,
    pub promotion: Kept<Promotion>,
    pub provider: Ledger,
    pub messages: Vec<Message>,
    pub working: Vec<Process>,
    /// The payment as the first `PaymentCompleted` had it.
    pub completed: Option<PaymentState>,
    may_lose: bool,
}

impl World {
    /// A hold.
    pub fn new() -> Self {
        let mut world = Self {
            now: NOW,
            reservation: Kept { state: None },
            rival: false,
            payment: Kept { state: None },
            promotion: Kept { state: None },
            provider: Ledger::default(),
            messages: Vec::new(),
            working: Vec::new(),
            completed: None,
            may_lose: true,
        };
        world.happen_to_reservation(&[ReservationEvent::Reserved(Box::new(reserved()))]);
        assert_eq!(reserved().hold_expires_at, HELD_UNTIL);
        world
    }

    /// Something happens.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Pay { declined } => self.working.push(Process::Begin { declined }),
            Action::Cancel => self.cancel(),
            Action::Rival => self.rival |= !self.holds_nights(),
            Action::Redeem => {
                let decided = redeem_coupon::decide(self.promotion.state.as_ref(), &reserved().customer_id);
                self.happen_to_promotion(&decided.unwrap_or_default());
            }
            Action::Step(number) => self.step(number, false),
            Action::LoseAnswer(number) => self.step(number, true),
            Action::Crash(number) => {
                if let Some(index) = choose(number, self.working.len()) {
                    let crashed = self.working.remove(index);
                    self.messages.extend(crashed.message());
                }
            }
            Action::Deliver(number) => {
                if let Some(index) = choose(number, self.messages.len()) {
                    let message = self.messages.remove(index);
                    self.working.push(Process::of(message));
                }
            }
            Action::Duplicate(number) => {
                if let Some(index) = choose(number, self.messages.len()) {
                    self.messages.push(self.messages[index]);
                }
            }
            Action::Lose(number) => {
                if let Some(index) = choose(number, self.messages.len()).filter(|_| self.may_lose) {
                    self.messages.remove(index);
                    self.may_lose = false;
                }
            }
            Action::Wait(seconds) => self.now += SignedDuration::from_secs(seconds),
        }
    }

    fn holds_nights(&self) -> bool {
        self.reservation.state.as_ref().is_some_and(|reservation| !reservation.claims().is_empty())
    }

    fn cancel(&mut self) {
        let actor = Actor { id: reserved().customer_id, is_customer: true, is_host: false };
        let decided = cancel_reservation::decide(self.reservation.state.as_ref(), &actor, self.now);
        self.happen_to_reservation(&decided.unwrap_or_default());
    }

    fn step(&mut self, number: u8, answer_is_lost: bool) {
        if let Some(index) = choose(number, self.working.len()) {
            let process = self.working.remove(index);
            if let Some(next) = process.step(self, answer_is_lost) {
                self.working.insert(index, next);
            }
        }
    }

    /// Finishes what is being worked on, delivers what is in the queues, and lets the reconciler run, until nothing moves.
    pub fn come_to_rest(&mut self) {
        for _ in 0..20 {
            self.now += SignedDuration::from_mins(20);
            self.reconcile();
            for _ in 0..400 {
                if self.working.is_empty() && self.messages.is_empty() {
                    break;
                }
                self.act(if self.working.is_empty() { Action::Deliver(0) } else { Action::Step(0) });
            }
        }
    }

    pub fn happen_to_reservation(&mut self, events: &[ReservationEvent]) {
        let names = self.reservation.happen(events);
        assert!(!(self.rival && self.holds_nights()), "a night is held twice: {self:#?}");
        for name in names {
            match name {
                "Reserved" => self.messages.push(Message::HoldTimer),
                "ReservationCancelled" | "PaymentRejected" => self.messages.push(Message::Refund),
                "ReservationConfirmed" => self.messages.push(Message::NoteConfirmation),
                _ => {}
            }
        }
    }

    pub fn happen_to_payment(&mut self, events: &[payment::domain::PaymentEvent]) {
        for event in events {
            for name in self.payment.happen(std::slice::from_ref(event)) {
                match name {
                    "PaymentCompleted" => {
                        self.completed = self.payment.state.as_ref().map(|payment| payment.public().clone());
                        self.messages.extend([Message::Confirm, Message::Grant]);
                    }
                    "PaymentRefunded" => self.messages.extend([Message::Revoke, Message::NoteRefund]),
                    _ => {}
                }
            }
        }
    }

    pub fn happen_to_promotion(&mut self, events: &[promotion::domain::PromotionEvent]) {
        for name in self.promotion.happen(events) {
            if matches!(name, "PromotionSaved" | "PromotionRevoked") {
                self.messages.push(Message::NotePromotion);
            }
        }
    }

    /// The seed's policy.
    pub fn policy() -> Policy {
        let won = |amount| kernel::Won::parse(amount).unwrap();
        let tier = |minimum, value| Tier { minimum: won(minimum), value: won(value) };
        Policy { version: "1".into(), divisor: 10, coupon: tier(100_000, 10_000), beverage: tier(50_000, 5_000) }
    }
}

fn choose(number: u8, length: usize) -> Option<usize> {
    usize::from(number).checked_rem(length)
}
