//! The contexts' functions over stores in memory, wired as the template wires them.

use std::time::Duration;

use accommodation_contracts::{
    PaymentId, access,
    room::RoomState,
    samples::{self, NOW},
};
use jiff::SignedDuration;
use kernel::{Aggregate, Won};
use payment::{
    charges::Charges,
    commands::{
        charge_payment::{self, Earning},
        complete_payment,
    },
    domain::{Payment, PaymentEvent, StartedCharge},
    provider::{ChargeKey, LedgerEntry, Provider, SimulatedProvider},
    queries::payment_facts,
};
use platform::{
    breaker::{Breaker, MemoryBreaker, Rules},
    clock,
    function::Function,
    http::{self, Once},
    internal,
    store::{AggregateStore, Change, MemoryCopies, MemoryStore, Versioned},
};
use promotion::{
    commands::{grant_promotion, redeem_coupon, save_promotion},
    domain::{Policy, Promotion, PromotionEvent, Tier},
};
use reservation::{
    commands::{begin_payment, check_out, confirm_payment, pay_reservation, reserve_room},
    domain::{Reservation, ReservationEvent},
};
use room::{commands::register_room, domain::Room};
use testing::{FakeDelayQueue, InProcess, cause};

use crate::mortal::{Crash, Mortal};

/// How long the provider is waited for: less than the functions have.
const PROVIDER_TIMEOUT: Duration = Duration::from_millis(300);

type Ledger = SimulatedProvider<MemoryCopies<LedgerEntry>>;

/// Everything that outlives a crash.
#[derive(Clone, Default)]
pub struct World {
    pub crash: Crash,
    pub rooms: MemoryStore<Room>,
    pub reservations: MemoryStore<Reservation>,
    pub catalogue: MemoryCopies<RoomState>,
    pub payments: MemoryStore<Payment>,
    pub promotions: MemoryStore<Promotion>,
    ledger: MemoryCopies<LedgerEntry>,
}

impl World {
    fn mortal<P: Clone>(&self, port: &P) -> Mortal<P> {
        Mortal { port: port.clone(), crash: self.crash.clone() }
    }

    fn provider(&self) -> Ledger {
        SimulatedProvider::new(self.ledger.clone())
    }

    /// The command behind a route.
    pub fn command(&self, name: &'static str) -> Function {
        let (rooms, reservations) = (self.mortal(&self.rooms), self.mortal(&self.reservations));
        let (payments, promotions) = (self.mortal(&self.payments), self.mortal(&self.promotions));
        let keys = reservations.clone();
        match name {
            "register-room" => {
                http::command(&access::REGISTER_ROOM, rooms.clone(), rooms, Once::InOneWrite, register_room::handle)
            }
            "reserve-room" => {
                let catalogue = self.mortal(&self.catalogue);
                let ports = reserve_room::Ports { reservations, catalogue, hold: SignedDuration::from_mins(15) };
                http::command(&access::RESERVE_ROOM, ports, keys, Once::InOneWrite, reserve_room::handle)
            }
            "pay-reservation" => {
                let ports = pay_reservation::Ports { reservations, charging: self.charging() };
                http::command(&access::PAY_RESERVATION, ports, keys, Once::StepByStep, pay_reservation::handle)
            }
            "check-out" => http::command(&access::CHECK_OUT, reservations, keys, Once::InOneWrite, check_out::handle),
            "complete-payment" => {
                let beginning = InProcess(internal::function("begin-payment", keys.clone(), begin_payment::handle));
                let confirming = InProcess(internal::function("confirm-payment", keys, confirm_payment::handle));
                let ports = complete_payment::Ports { beginning, charging: self.charging(), confirming };
                http::command(&access::COMPLETE_PAYMENT, ports, payments, Once::StepByStep, complete_payment::handle)
            }
            "grant-promotion" => {
                let facts = InProcess(internal::function("payment-facts", payments, payment_facts::handle));
                let ports = grant_promotion::Ports { facts, saving: self.saving() };
                http::command(&access::GRANT_PROMOTION, ports, promotions, Once::StepByStep, grant_promotion::handle)
            }
            "redeem-coupon" => http::command(
                &access::REDEEM_COUPON,
                promotions.clone(),
                promotions,
                Once::InOneWrite,
                redeem_coupon::handle,
            ),
            other => panic!("nothing is known of {other}"),
        }
    }

    fn charging(&self) -> InProcess {
        let charges = Charges {
            payments: self.mortal(&self.payments),
            provider: self.mortal(&self.provider()),
            timeout: PROVIDER_TIMEOUT,
        };
        let ports = charge_payment::Ports {
            charges,
            earning: self.earning(),
            reminders: self.mortal(&FakeDelayQueue::default()),
        };
        InProcess(internal::function("charge-payment", ports, charge_payment::handle))
    }

    /// With a breaker that never opens.
    fn earning(&self) -> Earning<InProcess, MemoryBreaker> {
        let second = SignedDuration::from_secs(1);
        let rules =
            Rules { window: second, minimum_calls: 1_000, failure_percent: 100, pause: second, probing: second };
        let breaker = Breaker::new(MemoryBreaker::default(), rules);
        Earning { promotion: self.saving(), timeout: Duration::from_millis(610), breaker }
    }

    fn saving(&self) -> InProcess {
        let won = |amount| Won::parse(amount).unwrap();
        let tier = |minimum, value| Tier { minimum: won(minimum), value: won(value) };
        let (coupon, beverage) = (tier(100_000, 10_000), tier(50_000, 5_000));
        let policy = Policy { version: "1".into(), divisor: 10, coupon, beverage };
        let ports = save_promotion::Ports { promotions: self.mortal(&self.promotions), policy };
        InProcess(internal::function("save-promotion", ports, save_promotion::handle))
    }

    /// Reservation R-1 after these events.
    pub async fn with_reservation(self, events: &[ReservationEvent]) -> Self {
        happen(&self.reservations, "R-1", events).await;
        self
    }

    /// Payment P-1, completed.
    pub async fn with_payment(self) -> Self {
        let started = StartedCharge { details: samples::pending(), pending_until: NOW };
        let completed = PaymentEvent::Completed { attempt: 1, at: NOW };
        happen(&self.payments, "P-1", &[PaymentEvent::ChargeStarted(Box::new(started)), completed]).await;
        self
    }

    /// Promotion C-1, granted.
    pub async fn with_promotion(self) -> Self {
        happen(&self.promotions, "C-1", &[PromotionEvent::Saved(Box::new(samples::promotion()))]).await;
        self
    }

    /// How often the provider was asked to charge for R-1: under how many of the first keys it has a verdict.
    pub async fn charges(&self) -> usize {
        let mut charges = 0;
        for attempt in 1..=5 {
            let key = ChargeKey::of(&PaymentId::parse("P-1").unwrap(), attempt);
            charges += usize::from(self.provider().find(&key).await.unwrap().is_some());
        }
        charges
    }

    /// The names of the events that were announced.
    pub fn announced(&self) -> Vec<String> {
        let entries = [
            self.rooms.published(),
            self.reservations.published(),
            self.payments.published(),
            self.promotions.published(),
        ];
        entries.concat().into_iter().map(|entry| entry.detail_type).collect()
    }
}

async fn happen<A: Aggregate>(store: &MemoryStore<A>, id: &str, events: &[A::Event]) {
    let change = Change::new(id, Versioned::absent(), events, &cause(clock::now())).unwrap();
    store.commit(&change).await.unwrap();
}
