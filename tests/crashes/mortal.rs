//! Ports at which a function may die: before what they do, or after it and before the answer is heard.

use std::{
    future::{Future, pending},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use accommodation_contracts::calls::CardToken;
use kernel::{Aggregate, Won};
use payment::provider::{ChargeKey, Provider, Verdict, VerdictUnknown};
use platform::{
    queue::{NotSent, SendAgain},
    store::{
        AggregateStore, Change, CommitError, Copied, Copies, KeyLedger, KeyRecord, KeyState, StoreError, Versioned,
    },
};
use tokio::sync::Notify;

/// When to die at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of it is done.
    Before,
    /// All of it is done, and nobody knows.
    After,
}

/// Counts the steps of a function, and ends it at one of them.
#[derive(Debug, Clone, Default)]
pub struct Crash(Arc<Plan>);

#[derive(Debug, Default)]
struct Plan {
    steps: AtomicUsize,
    at: Mutex<Option<(usize, Moment)>>,
    happened: Notify,
}

impl Crash {
    /// Plans one for this step, the first being 0; or none. Counting begins again.
    pub fn plan(&self, at: Option<(usize, Moment)>) {
        self.0.steps.store(0, Ordering::SeqCst);
        *self.0.at.lock().unwrap() = at;
    }

    /// How many steps there were.
    pub fn steps(&self) -> usize {
        self.0.steps.load(Ordering::SeqCst)
    }

    /// Runs it; nothing if it crashed. Whoever it was waiting for dies with it.
    pub async fn run<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.0.happened.notified() => None,
            result = work => Some(result),
        }
    }

    async fn step<T>(&self, work: impl Future<Output = T>) -> T {
        let number = self.0.steps.fetch_add(1, Ordering::SeqCst);
        let plan = *self.0.at.lock().unwrap();
        if plan == Some((number, Moment::Before)) {
            self.die().await;
        }
        let result = work.await;
        if plan == Some((number, Moment::After)) {
            self.die().await;
        }
        result
    }

    async fn die(&self) {
        self.0.happened.notify_one();
        pending::<()>().await;
    }
}

/// A port at each of whose calls the function may die.
#[derive(Debug, Clone)]
pub struct Mortal<P> {
    pub port: P,
    pub crash: Crash,
}

impl<A: Aggregate, S: AggregateStore<A>> AggregateStore<A> for Mortal<S> {
    async fn load(&self, id: &str) -> Result<Versioned<A>, StoreError> {
        self.crash.step(self.port.load(id)).await
    }

    async fn commit(&self, change: &Change<A>) -> Result<(), CommitError> {
        self.crash.step(self.port.commit(change)).await
    }
}

impl<L: KeyLedger> KeyLedger for Mortal<L> {
    async fn look(&self, record: &KeyRecord) -> Result<KeyState, StoreError> {
        self.crash.step(self.port.look(record)).await
    }

    async fn begin(&self, record: &KeyRecord) -> Result<KeyState, StoreError> {
        self.crash.step(self.port.begin(record)).await
    }

    async fn finish(&self, record: &KeyRecord) -> Result<(), StoreError> {
        self.crash.step(self.port.finish(record)).await
    }

    async fn forget(&self, record: &KeyRecord) -> Result<(), StoreError> {
        self.crash.step(self.port.forget(record)).await
    }
}

impl<T: Send + Sync, C: Copies<T>> Copies<T> for Mortal<C> {
    async fn get(&self, key: &str) -> Result<Option<Copied<T>>, StoreError> {
        self.crash.step(self.port.get(key)).await
    }

    async fn put(&self, key: &str, status: &str, copy: &Copied<T>, replay: bool) -> Result<(), StoreError> {
        self.crash.step(self.port.put(key, status, copy, replay)).await
    }
}

impl<P: Provider> Provider for Mortal<P> {
    async fn charge(&self, key: &ChargeKey, amount: Won, card: Option<&CardToken>) -> Result<Verdict, VerdictUnknown> {
        self.crash.step(self.port.charge(key, amount, card)).await
    }

    async fn refund(&self, key: &ChargeKey, amount: Won) -> Result<(), VerdictUnknown> {
        self.crash.step(self.port.refund(key, amount)).await
    }

    async fn find(&self, key: &ChargeKey) -> Result<Option<Verdict>, VerdictUnknown> {
        self.crash.step(self.port.find(key)).await
    }
}

impl<Q: SendAgain> SendAgain for Mortal<Q> {
    async fn send_again(&self, body: &str, delay: Duration) -> Result<(), NotSent> {
        self.crash.step(self.port.send_again(body, delay)).await
    }
}
