use std::sync::{Arc, Mutex};

use accommodation_contracts::{
    calls::{CardToken, PaymentRefusal},
    samples::{NOW, promotion, reserved},
};
use kernel::Won;
use platform::{
    internal::CallError,
    store::{Change, MemoryStore, Versioned},
};
use testing::{FakeCallee, cause};

use super::*;
use crate::{
    domain::{PaymentEvent, fixtures::started},
    provider::{ChargeKey, Verdict, VerdictUnknown},
};

/// A provider that has approved the first attempt, and remembers refunds.
#[derive(Debug, Clone, Default)]
struct Approved(Arc<Mutex<Vec<u64>>>);

impl Provider for Approved {
    async fn charge(&self, _: &ChargeKey, _: Won, _: Option<&CardToken>) -> Result<Verdict, VerdictUnknown> {
        Err(VerdictUnknown("nobody charges here".into()))
    }

    async fn refund(&self, _: &ChargeKey, amount: Won) -> Result<(), VerdictUnknown> {
        self.0.lock().unwrap().push(amount.get());
        Ok(())
    }

    async fn find(&self, _: &ChargeKey) -> Result<Option<Verdict>, VerdictUnknown> {
        Ok(Some(Verdict::Approved))
    }
}

type Confirming = FakeCallee<ConfirmPayment, PaymentConfirmed>;
type Saving = FakeCallee<SavePromotion, PromotionAnswer>;
type Reconciler = Ports<MemoryStore<Payment>, Approved, Confirming, Saving>;

async fn after(events: &[PaymentEvent]) -> Reconciler {
    let payments = MemoryStore::default();
    payments.commit(&Change::new("P-1", Versioned::absent(), events, &cause(NOW)).unwrap()).await.unwrap();
    Ports {
        charges: Charges { payments, provider: Approved::default(), timeout: Duration::from_secs(3) },
        confirming: FakeCallee::new(|_| {
            Ok(PaymentConfirmed::Confirmed { reservation: Box::new(reserved()), newly: true })
        }),
        saving: FakeCallee::new(|_| Ok(PromotionAnswer::Granted { promotion: Box::new(promotion()), newly: true })),
        after: SignedDuration::from_mins(5),
    }
}

async fn run(ports: &Reconciler, minutes: i64) -> Found {
    let cause = cause(NOW + SignedDuration::from_mins(minutes));
    let run = Run { cause, deadline: clock::now() + SignedDuration::from_mins(1) };
    handle(ports.clone(), run).await.unwrap()
}

async fn open_work(ports: &Reconciler) -> Option<&'static str> {
    let payment = ports.charges.payments.load("P-1").await.unwrap().state.unwrap();
    kernel::Aggregate::open_work(&payment).map(|work| work.kind)
}

fn completed() -> [PaymentEvent; 2] {
    [started(1, NOW), PaymentEvent::Completed { attempt: 1, at: NOW }]
}

#[tokio::test]
async fn a_charge_that_nobody_came_back_for_is_settled() {
    let ports = after(&[started(1, NOW)]).await;
    run(&ports, 1).await;
    assert_eq!(open_work(&ports).await, Some("settle"));
    run(&ports, 6).await;
    assert_eq!(ports.charges.payments.published()[0].detail_type, "PaymentCompleted");
}

#[tokio::test]
async fn what_is_owed_is_paid_back_once() {
    let owed = PaymentEvent::Refunded {
        refund_price: Won::parse(100_000).unwrap(),
        deducted_price: Won::ZERO,
        is_paid_back: false,
    };
    let [started, completed] = completed();
    let ports = after(&[started, completed, owed]).await;
    run(&ports, 6).await;
    run(&ports, 7).await;
    assert_eq!(*ports.charges.provider.0.lock().unwrap(), [100_000]);
    assert_eq!(open_work(&ports).await, None);
}

#[tokio::test]
async fn a_completed_payment_that_nobody_heard_of_is_confirmed_and_earns() {
    let ports = after(&completed()).await;
    run(&ports, 1).await;
    assert!(ports.confirming.commands().is_empty(), "its messages have time");
    run(&ports, 6).await;
    assert_eq!((ports.confirming.commands().len(), ports.saving.commands().len()), (1, 1));
    assert_eq!(open_work(&ports).await, None);
}

#[tokio::test]
async fn what_does_not_answer_is_asked_again_by_the_next_run() {
    let ports = Ports { saving: FakeCallee::new(|_| Err(CallError::Throttled)), ..after(&completed()).await };
    for minutes in [6, 7] {
        let found = run(&ports, minutes).await.completions;
        assert_eq!((found.tried, found.left), (1, 1), "what was not done is left");
    }
    assert_eq!(ports.saving.commands().len(), 2);
    assert_eq!(open_work(&ports).await, Some("completion"));
}

#[tokio::test]
async fn money_that_came_too_late_or_may_have_earns_nothing() {
    let answers: [fn() -> Result<PaymentConfirmed, CallError>; 2] =
        [|| Ok(PaymentConfirmed::Late(PaymentRefusal::HoldExpired)), || Err(CallError::TimedOut)];
    for answer in answers {
        let ports = Ports { confirming: FakeCallee::new(move |_| answer()), ..after(&completed()).await };
        assert_eq!(run(&ports, 6).await.completions.left, 1);
        assert!(ports.saving.commands().is_empty());
    }
}

#[tokio::test]
async fn an_attempt_that_the_provider_never_heard_of_is_given_up_after_an_hour() {
    let Ports { charges, confirming, saving, after } = after(&[started(1, NOW)]).await;
    let charges = Charges { payments: charges.payments, provider: Deaf, timeout: charges.timeout };
    let ports = Ports { charges, confirming, saving, after };
    let run = |minutes| {
        let cause = cause(NOW + SignedDuration::from_mins(minutes));
        handle(ports.clone(), Run { cause, deadline: clock::now() + SignedDuration::from_mins(1) })
    };
    // The wall clock is after the sample's: whoever looks, looks late.
    assert_eq!(run(6).await.unwrap().charges.left, 0);
    let payment = ports.charges.payments.load("P-1").await.unwrap().state.unwrap();
    assert_eq!(payment.public().status, PaymentProgress::Failed);
}

/// A provider that has heard of nothing.
#[derive(Debug, Clone, Copy)]
struct Deaf;

impl Provider for Deaf {
    async fn charge(&self, _: &ChargeKey, _: Won, _: Option<&CardToken>) -> Result<Verdict, VerdictUnknown> {
        Err(VerdictUnknown("nobody charges here".into()))
    }

    async fn refund(&self, _: &ChargeKey, _: Won) -> Result<(), VerdictUnknown> {
        Err(VerdictUnknown("nobody refunds here".into()))
    }

    async fn find(&self, _: &ChargeKey) -> Result<Option<Verdict>, VerdictUnknown> {
        Ok(None)
    }
}
