//! The steps of a charge.

use std::time::Duration;

use accommodation_contracts::{
    PaymentId,
    calls::{ChargePayment, ChargeRefusal},
    payment::{PaymentProgress, PaymentState},
};
use jiff::{SignedDuration, Timestamp};
use platform::{
    clock,
    internal::CallContext,
    store::{AggregateStore, Cause, ExecuteError, Executed, StoreError, execute},
    telemetry::chain,
};

use super::Ports;
use crate::{
    domain::{
        Payment,
        record_result::{self, ChargeResult, ResentByAnother},
        start_charge::{self, NotStarted},
    },
    provider::{ChargeKey, Provider, Verdict},
};

/// Where a charge stands.
pub enum Charge {
    /// It may be sent to the provider.
    Started(Attempt),
    /// An earlier attempt's result is not known.
    Unsettled(u32),
    /// The money is there.
    Paid { payment: Box<PaymentState>, newly: bool },
    /// It is not.
    Refused(ChargeRefusal),
}

/// An attempt that this call may send.
pub struct Attempt {
    number: u32,
    until: Timestamp,
}

/// What became of an earlier attempt.
pub enum Settled {
    /// The charge stands there now.
    Now(Charge),
    /// It did not pay: another may be started.
    Unpaid,
}

/// One call's charge.
pub struct Charging<'a, S, V, P> {
    pub ports: &'a Ports<S, V, P>,
    pub command: &'a ChargePayment,
    pub payment_id: &'a PaymentId,
    pub context: &'a CallContext,
}

impl<S: AggregateStore<Payment>, V: Provider, P: Sync> Charging<'_, S, V, P> {
    /// Puts a new attempt on record, unless one is open.
    pub async fn start(&self) -> Result<Charge, StoreError> {
        let (cause, timeout) = (self.cause_now(), self.timeout());
        let decide = |payment: Option<&Payment>| {
            start_charge::decide(payment, self.payment_id, self.command, cause.now, timeout)
        };
        match execute(&self.ports.payments, self.payment_id.as_str(), &cause, decide).await {
            Ok(executed) if executed.changed => Ok(started(&executed.state)),
            Ok(executed) => Ok(paid(&executed)),
            Err(ExecuteError::Rejected(NotStarted::InProgress(until))) => Ok(in_progress(until)),
            Err(ExecuteError::Rejected(NotStarted::Unsettled(attempt))) => Ok(Charge::Unsettled(attempt)),
            Err(ExecuteError::Store(error)) => Err(error),
        }
    }

    /// Sends an attempt to the provider, and puts its result on record. Without an answer the attempt stays open.
    pub async fn send(&self, attempt: Attempt) -> Result<Charge, StoreError> {
        let key = ChargeKey::of(self.payment_id, attempt.number);
        let card = self.command.card_token.as_ref();
        let charge = self.ports.provider.charge(&key, self.command.payment_price, card);
        // Nobody waits longer than the record says, so that whoever comes then does not meet us.
        let until = attempt.until.min(self.context.deadline);
        let (result, refusal) = match within(until, charge).await {
            Some(Ok(Verdict::Approved)) => return self.complete(attempt.number).await,
            Some(Ok(Verdict::Declined)) => (ChargeResult::Declined, ChargeRefusal::Declined),
            Some(Ok(Verdict::NotCharged)) => (ChargeResult::NotCharged, ChargeRefusal::Unavailable),
            Some(Err(error)) => return Ok(self.open(attempt.number, &chain(&error))),
            None => return Ok(self.open(attempt.number, "the provider did not answer in time")),
        };
        self.record(attempt.number, result).await?;
        Ok(Charge::Refused(refusal))
    }

    /// Asks the provider what became of an attempt that nobody waits for any more. One that it never heard of is sent
    /// again under the same key, which stays harmless should it still be on its way.
    pub async fn settle(&self, attempt: u32) -> Result<Settled, StoreError> {
        let key = ChargeKey::of(self.payment_id, attempt);
        let until = clock::now().saturating_add(self.timeout()).unwrap_or(Timestamp::MAX).min(self.context.deadline);
        let result = match within(until, self.ports.provider.find(&key)).await {
            Some(Ok(Some(Verdict::Approved))) => return self.complete(attempt).await.map(Settled::Now),
            Some(Ok(Some(Verdict::Declined))) => ChargeResult::Declined,
            Some(Ok(Some(Verdict::NotCharged))) => ChargeResult::NotCharged,
            Some(Ok(None)) => return self.resend(attempt).await.map(Settled::Now),
            Some(Err(error)) => return Ok(Settled::Now(self.open(attempt, &chain(&error)))),
            None => return Ok(Settled::Now(self.open(attempt, "the provider did not say in time"))),
        };
        self.record(attempt, result).await?;
        Ok(Settled::Unpaid)
    }

    /// Puts on record that an attempt brought the money.
    async fn complete(&self, attempt: u32) -> Result<Charge, StoreError> {
        let executed = self.record(attempt, ChargeResult::Approved).await?;
        if executed.state.public().attempt != attempt {
            let payment_id = self.payment_id.as_str();
            tracing::error!(payment_id, attempt, "two attempts brought the money: one of them has to go back");
        }
        Ok(paid(&executed))
    }

    /// An attempt whose result nobody knows: the next request settles it.
    fn open(&self, attempt: u32, reason: &str) -> Charge {
        tracing::warn!(payment_id = self.payment_id.as_str(), attempt, reason, "a charge is open");
        Charge::Refused(ChargeRefusal::Unavailable)
    }

    async fn resend(&self, attempt: u32) -> Result<Charge, StoreError> {
        match self.try_record(attempt, ChargeResult::Unheard(self.timeout())).await {
            Ok(executed) if executed.changed => Ok(started(&executed.state)),
            Ok(executed) => Ok(paid(&executed)),
            Err(ExecuteError::Rejected(ResentByAnother)) => Ok(in_progress(clock::now())),
            Err(ExecuteError::Store(error)) => Err(error),
        }
    }

    async fn record(&self, attempt: u32, result: ChargeResult) -> Result<Executed<Payment>, StoreError> {
        match self.try_record(attempt, result).await {
            Ok(executed) => Ok(executed),
            // Only for an attempt that is sent again.
            Err(ExecuteError::Rejected(ResentByAnother)) => Err(StoreError::Contended),
            Err(ExecuteError::Store(error)) => Err(error),
        }
    }

    async fn try_record(
        &self,
        attempt: u32,
        result: ChargeResult,
    ) -> Result<Executed<Payment>, ExecuteError<ResentByAnother>> {
        let cause = self.cause_now();
        let decide = |payment: Option<&Payment>| record_result::decide(payment, attempt, result, cause.now);
        execute(&self.ports.payments, self.payment_id.as_str(), &cause, decide).await
    }

    fn cause_now(&self) -> Cause {
        Cause { now: clock::now(), ..self.context.cause.clone() }
    }

    fn timeout(&self) -> SignedDuration {
        SignedDuration::try_from(self.ports.timeouts.provider).unwrap_or(SignedDuration::MAX)
    }
}

fn started(payment: &Payment) -> Charge {
    Charge::Started(Attempt { number: payment.public().attempt, until: payment.pending_until() })
}

/// What a payment whose result is on record means for the caller.
fn paid(executed: &Executed<Payment>) -> Charge {
    let payment = executed.state.public().clone();
    match payment.status {
        PaymentProgress::Completed => Charge::Paid { payment: Box::new(payment), newly: executed.changed },
        PaymentProgress::Declined => Charge::Refused(ChargeRefusal::Declined),
        PaymentProgress::Failed => Charge::Refused(ChargeRefusal::Unavailable),
        PaymentProgress::Pending => in_progress(executed.state.pending_until()),
    }
}

fn in_progress(until: Timestamp) -> Charge {
    let left = until.duration_since(clock::now()).as_secs().saturating_add(1);
    Charge::Refused(ChargeRefusal::InProgress(u32::try_from(left).unwrap_or(1).max(1)))
}

/// What `work` answers by then.
async fn within<T>(until: Timestamp, work: impl Future<Output = T>) -> Option<T> {
    let left = Duration::try_from(until.duration_since(clock::now())).unwrap_or_default();
    tokio::time::timeout(left, work).await.ok()
}
