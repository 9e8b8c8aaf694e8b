use std::sync::{Arc, Mutex};

use accommodation_contracts::{
    calls::CardToken,
    payment::{PaymentProgress, PaymentStatus},
    samples::{NOW, reserved},
};
use platform::{
    queue,
    store::{Change, MemoryStore, OutboxEntry, Versioned},
};
use serde_json::{Value, json};
use testing::{FakeCallee, bus_event, cause, deliver};

use super::*;
use crate::{
    domain::{PaymentEvent, fixtures::started},
    provider::Verdict,
};

/// A provider that only pays back, and remembers how much.
#[derive(Debug, Clone, Default)]
struct Refunds(Arc<Mutex<Vec<(String, u64)>>>);

impl Provider for Refunds {
    async fn charge(&self, _: &ChargeKey, _: Won, _: Option<&CardToken>) -> Result<Verdict, VerdictUnknown> {
        Err(VerdictUnknown("nobody charges here".into()))
    }

    async fn refund(&self, key: &ChargeKey, amount: Won) -> Result<(), VerdictUnknown> {
        self.0.lock().unwrap().push((key.as_str().to_owned(), amount.get()));
        Ok(())
    }

    async fn find(&self, _: &ChargeKey) -> Result<Option<Verdict>, VerdictUnknown> {
        Ok(None)
    }
}

type Revoking = FakeCallee<RevokePromotion, PromotionRevoked>;

struct Fixture {
    payments: MemoryStore<Payment>,
    refunds: Refunds,
    revoking: Revoking,
}

async fn after(events: &[PaymentEvent], redeemed: u64) -> Fixture {
    let payments = MemoryStore::default();
    if !events.is_empty() {
        let change = Change::new("P-1", Versioned::absent(), events, &cause(NOW)).unwrap();
        payments.commit(&change).await.unwrap();
    }
    let redeemed_value = Won::parse(redeemed).unwrap();
    let revoking = FakeCallee::new(move |_| Ok(PromotionRevoked { redeemed_value }));
    Fixture { payments, refunds: Refunds::default(), revoking }
}

impl Fixture {
    fn ports(&self) -> Ports<MemoryStore<Payment>, Refunds, Revoking> {
        let charges = Charges {
            payments: self.payments.clone(),
            provider: self.refunds.clone(),
            timeout: std::time::Duration::from_secs(3),
        };
        Ports { charges, revoking: self.revoking.clone() }
    }

    /// Delivers `ReservationCancelled`, twice; answers which messages failed.
    async fn cancelled(&self) -> Vec<usize> {
        let function = queue::function("refund-payment", self.ports(), handle);
        deliver(&function, &[event(false)]).await.into_iter().chain(deliver(&function, &[event(false)]).await).collect()
    }

    /// Delivers it as the reconciler sends it again.
    async fn asked_again(&self) -> Vec<usize> {
        deliver(&queue::function("refund-payment", self.ports(), handle), &[event(true)]).await
    }

    /// What is announced: names, and whether as a replay.
    fn announced(&self) -> Vec<(String, bool)> {
        let replayed = |entry: &OutboxEntry| {
            serde_json::from_str::<Value>(&entry.detail).unwrap()["replay"].as_bool().unwrap_or(false)
        };
        self.payments.published().iter().map(|entry| (entry.detail_type.clone(), replayed(entry))).collect()
    }

    async fn payment(&self) -> PaymentState {
        self.payments.load("P-1").await.unwrap().state.unwrap().public().clone()
    }
}

fn event(replay: bool) -> Value {
    let detail = json!({
        "eventId": "Reservation/R-1/2", "eventType": "ReservationCancelled", "schemaVersion": 1,
        "occurredAt": NOW, "aggregate": { "type": "Reservation", "id": "R-1", "version": 2 },
        "correlationId": "c", "causationId": "request/1", "replay": replay, "data": reserved(),
    });
    bus_event(&OutboxEntry {
        source: "accommodation.reservation".into(),
        detail_type: "ReservationCancelled".into(),
        detail: detail.to_string(),
    })
}

#[tokio::test]
async fn what_was_paid_goes_back_once_less_what_a_used_gift_was_worth() {
    let completed = [started(1, NOW), PaymentEvent::Completed { attempt: 1, at: NOW }];
    for (redeemed, refund) in [(0, 100_000), (10_000, 90_000), (200_000, 0)] {
        let fixture = after(&completed, redeemed).await;
        assert!(fixture.cancelled().await.is_empty());
        let payment = fixture.payment().await;
        assert_eq!((payment.status, payment.payment_status), (PaymentProgress::Refunded, PaymentStatus::R));
        assert_eq!(payment.refund_price.unwrap().get(), refund);
        assert_eq!(payment.deducted_price.unwrap().get(), 100_000 - refund);
        let expected = if refund == 0 { vec![] } else { vec![("P-1#1".to_owned(), refund)] };
        assert_eq!(*fixture.refunds.0.lock().unwrap(), expected);
    }
}

#[tokio::test]
async fn nothing_is_granted_for_what_is_not_paid_yet_and_nothing_is_charged_any_more() {
    for events in [vec![], vec![started(1, NOW)], vec![started(1, NOW), PaymentEvent::Declined]] {
        let fixture = after(&events, 0).await;
        assert!(fixture.cancelled().await.is_empty());
        assert!(!fixture.revoking.commands().is_empty(), "the tombstone comes first");
        let payment = fixture.payments.load("P-1").await.unwrap().state.unwrap();
        assert!(!payment.may_owe() || payment.refund_is_requested(), "{payment:?}");
        assert!(fixture.refunds.0.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn without_promotion_nothing_goes_back_and_the_message_comes_again() {
    let completed = [started(1, NOW), PaymentEvent::Completed { attempt: 1, at: NOW }];
    let fixture = Fixture { revoking: FakeCallee::new(|_| Err(CallError::TimedOut)), ..after(&completed, 0).await };
    assert_eq!(fixture.cancelled().await, [0, 0]);
    assert_eq!(fixture.payment().await.status, PaymentProgress::Completed);
    assert!(fixture.refunds.0.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_reservation_that_asks_again_hears_of_the_refund_again() {
    let completed = [started(1, NOW), PaymentEvent::Completed { attempt: 1, at: NOW }];
    let fixture = after(&completed, 10_000).await;
    assert!(fixture.cancelled().await.is_empty());
    let refunded = |replay| ("PaymentRefunded".to_owned(), replay);
    assert_eq!(fixture.announced()[1..], [refunded(false)]);
    assert!(fixture.asked_again().await.is_empty());
    assert_eq!(fixture.announced()[1..], [refunded(false), refunded(true)]);
    assert_eq!(fixture.refunds.0.lock().unwrap().len(), 1);
    assert_eq!(fixture.payment().await.deducted_price.unwrap().get(), 10_000);
}
