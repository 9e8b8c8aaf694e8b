//! A provider for systems without a contract with a real one: it keeps its own ledger in the payment table, so that a
//! charge is one charge across all instances and after any crash.

use accommodation_contracts::calls::CardToken;
use kernel::Won;
use platform::store::{Copied, Copies};
use serde::{Deserialize, Serialize};

use super::{ChargeKey, Provider, Verdict, VerdictUnknown};

/// The simulated provider. The card token says what it shall do: `tok_declined` declines, `tok_timeout` charges and never
/// answers, `tok_error` fails without charging; anything else, or none, is approved.
#[derive(Debug, Clone)]
pub struct SimulatedProvider<C> {
    ledger: C,
}

/// What the simulated provider knows of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    verdict: Verdict,
    amount: Won,
}

impl LedgerEntry {
    /// What was decided.
    pub const fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The amount that it is about.
    pub const fn amount(&self) -> Won {
        self.amount
    }
}

impl<C> SimulatedProvider<C> {
    /// A provider with this ledger.
    pub const fn new(ledger: C) -> Self {
        Self { ledger }
    }
}

impl<C: Copies<LedgerEntry>> Provider for SimulatedProvider<C> {
    async fn charge(&self, key: &ChargeKey, amount: Won, card: Option<&CardToken>) -> Result<Verdict, VerdictUnknown> {
        let verdict = match card.map(CardToken::reveal) {
            Some("tok_error") => Verdict::NotCharged,
            Some("tok_declined") => Verdict::Declined,
            _ => Verdict::Approved,
        };
        // The first entry of a key stays: all of them have the same version.
        let entry = Copied { value: LedgerEntry { verdict, amount }, version: 1 };
        let put = self.ledger.put(&ledger_key(key), "DECIDED", &entry, false).await;
        put.map_err(|error| VerdictUnknown(Box::new(error)))?;
        if card.is_some_and(|card| card.reveal() == "tok_timeout") {
            return std::future::pending().await;
        }
        self.find(key).await?.ok_or_else(|| VerdictUnknown("the ledger lost an entry".into()))
    }

    async fn refund(&self, key: &ChargeKey, amount: Won) -> Result<(), VerdictUnknown> {
        let entry = Copied { value: LedgerEntry { verdict: Verdict::Approved, amount }, version: 1 };
        let put = self.ledger.put(&format!("{}#refund", ledger_key(key)), "REFUNDED", &entry, false).await;
        put.map_err(|error| VerdictUnknown(Box::new(error)))
    }

    async fn find(&self, key: &ChargeKey) -> Result<Option<Verdict>, VerdictUnknown> {
        let entry = self.ledger.get(&ledger_key(key)).await;
        entry.map(|entry| entry.map(|entry| entry.value.verdict)).map_err(|error| VerdictUnknown(Box::new(error)))
    }
}

fn ledger_key(key: &ChargeKey) -> String {
    format!("PROVIDER#{}", key.as_str())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use accommodation_contracts::PaymentId;
    use platform::store::MemoryCopies;

    use super::*;

    fn key() -> ChargeKey {
        ChargeKey::of(&PaymentId::parse("P-1").unwrap(), 1)
    }

    fn provider() -> SimulatedProvider<MemoryCopies<LedgerEntry>> {
        SimulatedProvider::new(MemoryCopies::default())
    }

    async fn charge(
        provider: &SimulatedProvider<MemoryCopies<LedgerEntry>>,
        card: Option<&str>,
    ) -> Result<Verdict, VerdictUnknown> {
        let card = card.map(|card| CardToken::parse(card).unwrap());
        provider.charge(&key(), Won::parse(9).unwrap(), card.as_ref()).await
    }

    #[tokio::test]
    async fn a_key_has_one_verdict_whatever_card_comes_next() {
        let provider = provider();
        assert_eq!(provider.find(&key()).await.unwrap(), None);
        assert_eq!(charge(&provider, Some("tok_declined")).await.unwrap(), Verdict::Declined);
        assert_eq!(charge(&provider, None).await.unwrap(), Verdict::Declined);
        assert_eq!(provider.find(&key()).await.unwrap(), Some(Verdict::Declined));
    }

    #[tokio::test]
    async fn a_charge_without_an_answer_is_found() {
        let provider = provider();
        let answer = tokio::time::timeout(Duration::from_millis(20), charge(&provider, Some("tok_timeout"))).await;
        assert!(answer.is_err());
        assert_eq!(provider.find(&key()).await.unwrap(), Some(Verdict::Approved));
    }

    #[tokio::test]
    async fn a_failure_is_for_good_under_its_key() {
        let provider = provider();
        assert_eq!(charge(&provider, Some("tok_error")).await.unwrap(), Verdict::NotCharged);
        assert_eq!(charge(&provider, None).await.unwrap(), Verdict::NotCharged);
    }
}
