//! The steps of one payment's charge.

use std::time::Duration;

use accommodation_contracts::{
    PaymentId,
    calls::{CardToken, ChargePayment, ChargeRefusal},
    payment::PaymentProgress,
};
use jiff::{SignedDuration, Timestamp};
use kernel::Won;
use platform::{
    clock,
    store::{AggregateStore, Cause, ExecuteError, Executed, StoreError, execute},
    telemetry::chain,
};

use super::{Attempt, Charge, Charges, Settled};
use crate::{
    domain::{
        Payment,
        record_result::{self, ChargeResult, ResentByAnother},
        settle_refund,
        start_charge::{self, NotStarted},
    },
    provider::{ChargeKey, Provider, Verdict},
};

/// One payment, in one call or message.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a, S, V> {
    /// What every charge needs.
    pub charges: &'a Charges<S, V>,
    /// The payment.
    pub payment_id: &'a PaymentId,
    /// Why it is looked at.
    pub cause: &'a Cause,
    /// By when that must be over.
    pub deadline: Timestamp,
}

impl<S: AggregateStore<Payment>, V: Provider> Case<'_, S, V> {
    /// Puts a new attempt on record, unless one is open.
    pub async fn start(&self, command: &ChargePayment) -> Result<Charge, StoreError> {
        let (cause, timeout) = (self.cause_now(), self.timeout());
        let decide =
            |payment: Option<&Payment>| start_charge::decide(payment, self.payment_id, command, cause.now, timeout);
        match execute(&self.charges.payments, self.payment_id.as_str(), &cause, decide).await {
            Ok(executed) if executed.changed => Ok(started(&executed.state)),
            Ok(executed) => Ok(standing(&executed)),
            Err(ExecuteError::Rejected(NotStarted::InProgress(until))) => Ok(in_progress(until)),
            Err(ExecuteError::Rejected(NotStarted::Unsettled(attempt))) => Ok(Charge::Unsettled(attempt)),
            Err(ExecuteError::Rejected(NotStarted::Void)) => Ok(Charge::Refused(ChargeRefusal::Void)),
            Err(ExecuteError::Rejected(NotStarted::HoldExpired)) => Ok(Charge::Refused(ChargeRefusal::HoldExpired)),
            Err(ExecuteError::Store(error)) => Err(error),
        }
    }

    /// Sends an attempt to the provider, and puts its result on record. Without an answer the attempt stays open.
    pub async fn send(&self, attempt: Attempt, amount: Won, card: Option<&CardToken>) -> Result<Charge, StoreError> {
        let key = ChargeKey::of(self.payment_id, attempt.number);
        let charge = self.charges.provider.charge(&key, amount, card);
        // Nobody waits longer than the record says, so that whoever comes then does not meet us.
        let until = attempt.until.min(self.deadline);
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

    /// Asks the provider what became of an attempt that nobody waits for any more.
    pub async fn settle(&self, attempt: u32) -> Result<Settled, StoreError> {
        let key = ChargeKey::of(self.payment_id, attempt);
        let until = clock::now().saturating_add(self.timeout()).unwrap_or(Timestamp::MAX).min(self.deadline);
        let result = match within(until, self.charges.provider.find(&key)).await {
            Some(Ok(Some(Verdict::Approved))) => return self.complete(attempt).await.map(Settled::Now),
            Some(Ok(Some(Verdict::Declined))) => ChargeResult::Declined,
            Some(Ok(Some(Verdict::NotCharged))) => ChargeResult::NotCharged,
            Some(Ok(None)) => return self.give_up(attempt).await,
            Some(Err(error)) => return Ok(Settled::Now(self.open(attempt, &chain(&error)))),
            None => return Ok(Settled::Now(self.open(attempt, "the provider did not say in time"))),
        };
        self.record(attempt, result).await?;
        Ok(Settled::Unpaid)
    }

    /// Ends an attempt that the provider has never heard of, once it cannot be on its way any more.
    async fn give_up(&self, attempt: u32) -> Result<Settled, StoreError> {
        let executed = self.record(attempt, ChargeResult::NeverHeard).await?;
        if !executed.changed {
            return Ok(Settled::Unheard);
        }
        let payment_id = self.payment_id.as_str();
        tracing::error!(payment_id, attempt, "the provider never heard of a charge that was sent: it is given up");
        Ok(Settled::Unpaid)
    }

    /// Readies an attempt that the provider never heard of to be sent again, under the same key, which stays harmless
    /// should it still be on its way.
    pub async fn resend(&self, attempt: u32) -> Result<Charge, StoreError> {
        match self.try_record(attempt, ChargeResult::Unheard(self.timeout())).await {
            Ok(executed) if executed.changed => Ok(started(&executed.state)),
            Ok(executed) => Ok(standing(&executed)),
            Err(ExecuteError::Rejected(ResentByAnother)) => Ok(in_progress(clock::now())),
            Err(ExecuteError::Store(error)) => Err(error),
        }
    }

    /// Has the provider pay back what the record says is to be paid back; answers whether it has.
    pub async fn pay_back(&self, payment: &Payment) -> Result<bool, StoreError> {
        let key = ChargeKey::of(self.payment_id, payment.public().attempt);
        let amount = payment.public().refund_price.unwrap_or(Won::ZERO);
        if let Err(error) = self.charges.provider.refund(&key, amount).await {
            let payment_id = self.payment_id.as_str();
            tracing::warn!(payment_id, error = chain(&error), "a refund is open");
            return Ok(false);
        }
        let cause = self.cause_now();
        let settled = execute(&self.charges.payments, self.payment_id.as_str(), &cause, |payment| {
            Ok::<_, std::convert::Infallible>(settle_refund::decide(payment))
        });
        match settled.await {
            Ok(_) => Ok(true),
            Err(ExecuteError::Store(error)) => Err(error),
            Err(ExecuteError::Rejected(never)) => match never {},
        }
    }

    /// Puts on record that an attempt brought the money. Where it is not wanted any more, it goes back at once.
    async fn complete(&self, attempt: u32) -> Result<Charge, StoreError> {
        let executed = self.record(attempt, ChargeResult::Approved).await?;
        if executed.state.public().attempt != attempt {
            let payment_id = self.payment_id.as_str();
            tracing::error!(payment_id, attempt, "two attempts brought the money: one of them has to go back");
        }
        if executed.state.owes_refund() {
            let payment = Box::new(executed.state.public().clone());
            let is_paid_back = self.pay_back(&executed.state).await?;
            return Ok(Charge::Returned { payment, is_paid_back });
        }
        Ok(standing(&executed))
    }

    /// An attempt whose result nobody knows: the next request settles it, or a message does.
    fn open(&self, attempt: u32, reason: &str) -> Charge {
        tracing::warn!(payment_id = self.payment_id.as_str(), attempt, reason, "a charge is open");
        Charge::Open
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
        execute(&self.charges.payments, self.payment_id.as_str(), &cause, decide).await
    }

    fn cause_now(&self) -> Cause {
        Cause { now: clock::now(), ..self.cause.clone() }
    }

    fn timeout(&self) -> SignedDuration {
        SignedDuration::try_from(self.charges.timeout).unwrap_or(SignedDuration::MAX)
    }
}

fn started(payment: &Payment) -> Charge {
    Charge::Started(Attempt { number: payment.public().attempt, until: payment.pending_until() })
}

/// What a payment on record means for the caller.
fn standing(executed: &Executed<Payment>) -> Charge {
    let payment = executed.state.public().clone();
    match payment.status {
        PaymentProgress::Completed => Charge::Paid { payment: Box::new(payment), newly: executed.changed },
        PaymentProgress::Declined => Charge::Refused(ChargeRefusal::Declined),
        PaymentProgress::Failed => Charge::Refused(ChargeRefusal::Unavailable),
        PaymentProgress::Refunded => {
            Charge::Returned { payment: Box::new(payment), is_paid_back: !executed.state.owes_refund() }
        }
        PaymentProgress::Void => Charge::Refused(ChargeRefusal::Void),
        // Not sent again, though it may still complete: then it goes back.
        PaymentProgress::Pending if executed.state.refund_is_requested() => Charge::Refused(ChargeRefusal::Void),
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
