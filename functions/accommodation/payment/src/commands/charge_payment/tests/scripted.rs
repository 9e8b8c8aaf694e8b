//! A provider whose network loses what the test says.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use accommodation_contracts::calls::CardToken;
use kernel::Won;

use crate::provider::{ChargeKey, Provider, Verdict, VerdictUnknown};

/// What the provider does when it is next asked to charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    Approve,
    Decline,
    Refuse,
    ChargeAndNeverAnswer,
    DeclineAndNeverAnswer,
    LoseTheRequest,
    LoseTheRequestAndTheQuestion,
}

/// A provider that obeys its port, and whose network does not.
#[derive(Debug, Clone, Default)]
pub struct Scripted {
    plays: Arc<Mutex<VecDeque<Play>>>,
    verdicts: Arc<Mutex<HashMap<String, Verdict>>>,
    questions_lost: Arc<AtomicUsize>,
    /// The keys under which it has paid back.
    pub refunded: Arc<Mutex<HashSet<String>>>,
}

impl Scripted {
    /// One that does this, and then approves.
    pub fn playing(plays: &[Play]) -> Self {
        Self { plays: Arc::new(Mutex::new(plays.iter().copied().collect())), ..Self::default() }
    }

    /// How many charges it has approved.
    pub fn charged(&self) -> usize {
        self.verdicts.lock().unwrap().values().filter(|verdict| **verdict == Verdict::Approved).count()
    }

    fn decide(&self, key: &ChargeKey, verdict: Verdict) -> Verdict {
        *self.verdicts.lock().unwrap().entry(key.as_str().to_owned()).or_insert(verdict)
    }
}

impl Provider for Scripted {
    async fn charge(&self, key: &ChargeKey, _: Won, _: Option<&CardToken>) -> Result<Verdict, VerdictUnknown> {
        let play = self.plays.lock().unwrap().pop_front().unwrap_or(Play::Approve);
        tokio::task::yield_now().await;
        match play {
            Play::Approve => Ok(self.decide(key, Verdict::Approved)),
            Play::Decline => Ok(self.decide(key, Verdict::Declined)),
            Play::Refuse => Ok(self.decide(key, Verdict::NotCharged)),
            Play::ChargeAndNeverAnswer => {
                self.decide(key, Verdict::Approved);
                std::future::pending().await
            }
            Play::DeclineAndNeverAnswer => {
                self.decide(key, Verdict::Declined);
                std::future::pending().await
            }
            Play::LoseTheRequest => Err(VerdictUnknown("cut off".into())),
            Play::LoseTheRequestAndTheQuestion => {
                self.questions_lost.fetch_add(1, Ordering::Relaxed);
                Err(VerdictUnknown("cut off".into()))
            }
        }
    }

    async fn refund(&self, key: &ChargeKey, _: Won) -> Result<(), VerdictUnknown> {
        self.refunded.lock().unwrap().insert(key.as_str().to_owned());
        Ok(())
    }

    async fn find(&self, key: &ChargeKey) -> Result<Option<Verdict>, VerdictUnknown> {
        let lost = self.questions_lost.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if lost.is_ok() {
            return Err(VerdictUnknown("cut off".into()));
        }
        Ok(self.verdicts.lock().unwrap().get(key.as_str()).copied())
    }
}
