mod scripted;

use std::time::Duration;

use accommodation_contracts::{
    CustomerId,
    calls::Earned,
    payment::{PaymentProgress, PaymentState, PaymentStatus},
};
use platform::{
    breaker::{Breaker, MemoryBreaker},
    config::Lookup,
    function::Function,
    internal::{self, CallError},
    store::MemoryStore,
};
use proptest::prelude::*;
use scripted::{Play, Scripted};
use testing::{FakeCallee, FakeDelayQueue, invoke};

use super::*;
use crate::domain::fixtures::command;

const PROVIDER_TIMEOUT: Duration = Duration::from_millis(5);

type Promotion = FakeCallee<SavePromotion, PromotionAnswer>;

struct Fixture {
    payments: MemoryStore<Payment>,
    provider: Scripted,
    promotion: Promotion,
    reminders: FakeDelayQueue,
    function: Function,
}

fn fixture(plays: &[Play]) -> Fixture {
    let (payments, provider) = (MemoryStore::default(), Scripted::playing(plays));
    let promotion: Promotion = FakeCallee::new(|_| Err(CallError::TimedOut));
    let charges = Charges { payments: payments.clone(), provider: provider.clone(), timeout: PROVIDER_TIMEOUT };
    let rules = crate::settings::breaker(&Lookup::of::<&str, &str>([])).unwrap();
    let breaker = Breaker::new(MemoryBreaker::default(), rules);
    let earning = Earning { promotion: promotion.clone(), timeout: Duration::from_millis(610), breaker };
    let reminders = FakeDelayQueue::default();
    let ports = Ports { charges, earning, reminders: reminders.clone() };
    Fixture { payments, provider, promotion, reminders, function: internal::function("charge-payment", ports, handle) }
}

impl Fixture {
    /// The reservation has ended.
    async fn request_refund(&self) {
        let reserved = accommodation_contracts::samples::reserved();
        let cause = testing::cause(platform::clock::now());
        let request = |payment: Option<&Payment>| crate::domain::request_refund::decide(payment, &reserved);
        platform::store::execute(&self.payments, "P-1", &cause, request).await.unwrap();
    }

    async fn charge(&self) -> Charged {
        invoke(&self.function, &command()).await.unwrap()
    }

    async fn charge_later(&self) -> Charged {
        tokio::time::sleep(PROVIDER_TIMEOUT * 2).await;
        self.charge().await
    }

    fn published(&self) -> Vec<String> {
        self.payments.published().into_iter().map(|entry| entry.detail_type).collect()
    }
}

fn completed(charged: Charged) -> (Box<PaymentState>, bool) {
    match charged {
        Charged::Completed { payment, newly, .. } => (payment, newly),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_payment_completes_once_and_its_promotion_is_asked_for_with_its_facts() {
    let fixture = fixture(&[]);
    let (payment, newly) = completed(fixture.charge().await);
    assert!(newly);
    assert_eq!((payment.payment_id.as_str(), payment.payment_status), ("P-1", PaymentStatus::Y));
    assert_eq!((payment.status, payment.attempt), (PaymentProgress::Completed, 1));
    assert_eq!(completed(fixture.charge().await), (payment.clone(), false));
    assert_eq!(fixture.published(), ["PaymentCompleted"]);
    assert!(fixture.promotion.commands().iter().all(|command| command.payment == *payment));
    assert_eq!(fixture.provider.charged(), 1);
}

#[tokio::test]
async fn a_promotion_that_does_not_answer_never_costs_a_payment() {
    match fixture(&[]).charge().await {
        Charged::Completed { promotion: Earned::Deferred(deferred), .. } => {
            assert_eq!(deferred.coupon_id.as_str(), "C-1");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_lost_answer_is_settled_by_the_next_request_and_charged_once() {
    let fixture = fixture(&[Play::ChargeAndNeverAnswer]);
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Unavailable));
    assert!(fixture.published().is_empty());
    let [(reminder, delay)] = fixture.reminders.sent().try_into().unwrap();
    assert!(reminder.contains(r#""paymentId":"P-1""#), "{reminder}");
    assert_eq!(delay.as_secs(), 30);
    assert!(reminder.contains(r#""eventId":"SettlePayment/P-1/1""#), "{reminder}");
    let (payment, newly) = completed(fixture.charge_later().await);
    assert!(newly);
    assert_eq!(payment.attempt, 1);
    assert_eq!(fixture.provider.charged(), 1);
}

#[tokio::test]
async fn each_attempt_that_is_left_open_has_a_reminder_of_its_own() {
    let fixture = fixture(&[Play::Decline, Play::LoseTheRequest, Play::Refuse, Play::LoseTheRequest]);
    fixture.charge().await;
    for _ in 0..3 {
        assert_eq!(fixture.charge_later().await, Charged::Refused(ChargeRefusal::Unavailable));
    }
    let ids = fixture.reminders.sent().into_iter().map(|(reminder, _)| {
        let reminder: serde_json::Value = serde_json::from_str(&reminder).unwrap();
        reminder["detail"]["eventId"].as_str().unwrap().to_owned()
    });
    assert_eq!(ids.collect::<Vec<_>>(), ["SettlePayment/P-1/2", "SettlePayment/P-1/3"]);
}

#[tokio::test]
async fn money_that_comes_after_the_reservation_ended_goes_back_at_once_and_nothing_more_is_charged() {
    let fixture = fixture(&[Play::ChargeAndNeverAnswer]);
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Unavailable));
    fixture.request_refund().await;
    let returned = fixture.charge_later().await;
    assert!(matches!(&returned, Charged::Returned { is_paid_back: true, .. }), "{returned:?}");
    assert_eq!(fixture.published(), ["PaymentCompleted", "PaymentRefunded"]);
    assert!(fixture.provider.refunded.lock().unwrap().contains("P-1#1"));
    assert_eq!(fixture.charge_later().await, returned);
    assert_eq!(fixture.provider.charged(), 1);
    assert!(fixture.promotion.commands().is_empty());
}

#[tokio::test]
async fn a_charge_that_nobody_wants_any_more_is_not_sent_again() {
    let fixture = fixture(&[Play::LoseTheRequest]);
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Unavailable));
    fixture.request_refund().await;
    assert_eq!(fixture.charge_later().await, Charged::Refused(ChargeRefusal::Void));
    assert_eq!(fixture.provider.charged(), 0);
}

#[tokio::test]
async fn a_request_that_never_arrived_is_sent_again_under_the_same_key() {
    let fixture = fixture(&[Play::LoseTheRequest]);
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Unavailable));
    let (payment, _) = completed(fixture.charge_later().await);
    assert_eq!(payment.attempt, 1);
}

#[tokio::test]
async fn a_refusal_whose_answer_was_lost_is_found_and_followed_by_a_new_attempt() {
    let fixture = fixture(&[Play::DeclineAndNeverAnswer]);
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Unavailable));
    assert_eq!(completed(fixture.charge_later().await).0.attempt, 2);
    assert_eq!(fixture.published(), ["PaymentDeclined", "PaymentCompleted"]);
}

#[tokio::test]
async fn while_the_provider_cannot_be_asked_nothing_new_is_charged() {
    let fixture = fixture(&[Play::LoseTheRequestAndTheQuestion]);
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Unavailable));
    assert_eq!(fixture.charge_later().await, Charged::Refused(ChargeRefusal::Unavailable));
    assert_eq!(fixture.provider.charged(), 0);
    assert_eq!(completed(fixture.charge().await).0.attempt, 1);
}

#[tokio::test]
async fn a_declined_card_or_a_failure_is_followed_by_a_new_attempt() {
    let fixture = fixture(&[Play::Decline, Play::Refuse, Play::Approve]);
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Declined));
    assert_eq!(fixture.charge().await, Charged::Refused(ChargeRefusal::Unavailable));
    assert_eq!(completed(fixture.charge().await).0.attempt, 3);
    assert_eq!(fixture.published(), ["PaymentDeclined", "PaymentCompleted"]);
}

#[tokio::test]
async fn while_one_request_waits_for_the_provider_another_is_told_to_come_back() {
    let fixture = fixture(&[Play::ChargeAndNeverAnswer]);
    let (one, other) = tokio::join!(fixture.charge(), fixture.charge());
    assert!([&one, &other].contains(&&Charged::Refused(ChargeRefusal::Unavailable)), "{one:?}, {other:?}");
    assert!([&one, &other].contains(&&Charged::Refused(ChargeRefusal::InProgress(1))), "{one:?}, {other:?}");
}

#[tokio::test]
async fn a_payment_of_one_reservation_stays_its_first_customers() {
    let fixture = fixture(&[]);
    let first = completed(fixture.charge().await).0;
    let other = ChargePayment { customer_id: CustomerId::parse("c-2").unwrap(), ..command() };
    let again: Charged = invoke(&fixture.function, &other).await.unwrap();
    assert_eq!(completed(again), (first, false));
}

fn any_play() -> impl Strategy<Value = Play> {
    prop_oneof![
        Just(Play::Approve),
        Just(Play::Decline),
        Just(Play::Refuse),
        Just(Play::ChargeAndNeverAnswer),
        Just(Play::DeclineAndNeverAnswer),
        Just(Play::LoseTheRequest),
        Just(Play::LoseTheRequestAndTheQuestion),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn whatever_the_network_does_nobody_is_charged_twice_and_no_charge_is_forgotten(
        plays in prop::collection::vec(any_play(), 0..6),
        concurrent in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let fixture = fixture(&plays);
            for _ in 0..plays.len() {
                if concurrent {
                    tokio::join!(fixture.charge_later(), fixture.charge_later());
                } else {
                    fixture.charge_later().await;
                }
                assert!(fixture.provider.charged() <= 1, "charged twice");
            }
            // The plays are over: the provider approves, and answers.
            for _ in 0..plays.len() + 2 {
                fixture.charge_later().await;
            }
            assert_eq!(completed(fixture.charge_later().await).0.payment_status, PaymentStatus::Y);
            assert_eq!(fixture.provider.charged(), 1);
            let completions = fixture.published().into_iter().filter(|name| name == "PaymentCompleted").count();
            assert_eq!(completions, 1);
        });
    }
}
