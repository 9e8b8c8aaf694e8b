//! A charge whose answer is cut off, at the level of the functions.

use std::time::Duration;

use accommodation_contracts::{
    calls::{ChargePayment, ChargeRefusal, Charged, PaymentMethod, PromotionAnswer, SavePromotion},
    payment::PaymentStatus,
    samples::reserved,
};
use futures::future::join_all;
use jiff::SignedDuration;
use payment::{
    charges::Charges,
    commands::charge_payment::{self, Earning},
    domain::Payment,
    policies::settle_payment,
    provider::{HttpsProvider, Provider, Verdict},
};
use platform::{
    breaker::{Breaker, MemoryBreaker, Rules},
    internal::{self, CallError},
    queue,
    store::{AggregateStore, MemoryStore},
};
use serde_json::Value;
use testing::{FakeCallee, FakeDelayQueue, deliver, invoke};

use crate::{
    PLENTY, card,
    gateway::{Gateway, Play},
    key, plain,
};

const TIMEOUT: Duration = Duration::from_millis(1_500);

fn command() -> ChargePayment {
    let reserved = reserved();
    ChargePayment {
        reservation_number: reserved.reservation_number,
        payment_price: reserved.payment_price,
        customer_id: reserved.customer_id,
        customer_name: reserved.customer_name,
        method: PaymentMethod::Card,
        card_token: Some(card("tok_1")),
        settle_only: false,
    }
}

/// Promotion does not answer, which is none of this file's business.
fn earning() -> Earning<FakeCallee<SavePromotion, PromotionAnswer>, MemoryBreaker> {
    let rules = Rules {
        window: SignedDuration::from_secs(10),
        minimum_calls: 10,
        failure_percent: 50,
        pause: SignedDuration::from_secs(5),
        probing: SignedDuration::from_secs(2),
    };
    let breaker = Breaker::new(MemoryBreaker::default(), rules);
    Earning { promotion: FakeCallee::new(|_| Err(CallError::TimedOut)), timeout: Duration::from_millis(610), breaker }
}

struct Fixture {
    charges: Charges<MemoryStore<Payment>, HttpsProvider>,
    reminders: FakeDelayQueue,
}

impl Fixture {
    fn of(gateway: &Gateway, timeout: Duration) -> Self {
        let charges = Charges { payments: MemoryStore::default(), provider: plain(gateway, timeout), timeout };
        Self { charges, reminders: FakeDelayQueue::default() }
    }

    async fn charge(&self) -> Charged {
        let (charges, reminders) = (self.charges.clone(), self.reminders.clone());
        let ports = charge_payment::Ports { charges, earning: earning(), reminders };
        invoke(&internal::function("charge-payment", ports, charge_payment::handle), &command()).await.unwrap()
    }

    /// Delivers the reminder that was sent.
    async fn remind(&self) {
        let [(reminder, _)] = self.reminders.sent().try_into().unwrap();
        let reminder: Value = serde_json::from_str(&reminder).unwrap();
        let (charges, timer) = (self.charges.clone(), FakeDelayQueue::default());
        let function = queue::timer_function("settle-payment", charges, timer, settle_payment::handle);
        assert!(deliver(&function, &[reminder]).await.is_empty());
    }

    async fn status(&self) -> PaymentStatus {
        self.charges.payments.load("P-1").await.unwrap().state.unwrap().public().payment_status
    }

    fn published(&self) -> Vec<String> {
        self.charges.payments.published().into_iter().map(|entry| entry.detail_type).collect()
    }
}

#[tokio::test]
async fn a_charge_whose_answer_is_always_cut_off_is_completed_by_its_reminder_and_charged_once() {
    let gateway = Gateway::start().await;
    let fixture = Fixture::of(&gateway, TIMEOUT);
    gateway.plays([Play::CutAfter; 4]);
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Unavailable));
    assert_eq!((fixture.status().await, gateway.balance()), (PaymentStatus::N, 100_000));
    // Until then, somebody might still wait for the answer.
    tokio::time::sleep(TIMEOUT).await;
    fixture.remind().await;
    assert_eq!(fixture.status().await, PaymentStatus::Y);
    assert!(matches!(fixture.charge().await, Charged::Completed { newly: false, .. }));
    assert_eq!(fixture.published(), ["PaymentCompleted"]);
    gateway.moved_money_once_per_key();
    assert_eq!(gateway.balance(), 100_000);
    assert_eq!(fixture.charges.provider.find(&key(1)).await.unwrap(), Some(Verdict::Approved));
}

#[tokio::test]
async fn a_charge_whose_answer_is_cut_off_once_is_completed_at_once() {
    let gateway = Gateway::start().await;
    let fixture = Fixture::of(&gateway, TIMEOUT);
    gateway.plays([Play::CutAfter]);
    assert!(matches!(fixture.charge().await, Charged::Completed { newly: true, .. }));
    assert!(fixture.reminders.sent().is_empty());
    gateway.moved_money_once_per_key();
    assert_eq!(gateway.balance(), 100_000);
}

/// What a network or a gateway may do to four requests in a row.
const LOSSES: [Play; 6] = [
    Play::CutAfter,
    Play::CutBefore,
    Play::Silence,
    Play::Status(503, None),
    Play::Status(401, None),
    Play::Garbage("null"),
];

#[tokio::test]
async fn whatever_gets_lost_for_a_while_the_payment_completes_and_is_charged_once() {
    let pairs = LOSSES.iter().flat_map(|first| LOSSES.map(|second| (*first, second)));
    join_all(pairs.map(async |(first, second)| {
        let (gateway, timeout) = (Gateway::start().await, Duration::from_millis(400));
        let fixture = Fixture::of(&gateway, timeout);
        for losses in [first, second] {
            gateway.answers_again();
            gateway.plays([losses; 4]);
            fixture.charge().await;
            tokio::time::sleep(timeout).await;
        }
        gateway.answers_again();
        let completes = async {
            while !matches!(fixture.charge().await, Charged::Completed { .. }) {
                tokio::time::sleep(timeout).await;
            }
        };
        tokio::time::timeout(PLENTY, completes).await.unwrap();
        assert_eq!(fixture.published(), ["PaymentCompleted"], "{first:?}, then {second:?}");
        gateway.moved_money_once_per_key();
        assert_eq!(gateway.balance(), 100_000, "{first:?}, then {second:?}");
    }))
    .await;
}
