//! The aggregate: one payment, with all attempts to charge for it.

use accommodation_contracts::payment::{
    AGGREGATE, PAYMENT_COMPLETED, PAYMENT_DECLINED, PAYMENT_REFUNDED, PaymentProgress, PaymentState, PaymentStatus,
};
use jiff::Timestamp;
use kernel::{Aggregate, Announcement, OpenWork, Won};
use serde::{Deserialize, Serialize};

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    details: PaymentState,
    pending_until: Timestamp,
    /// The reservation has ended: money that still comes goes back.
    #[serde(default)]
    refund_requested: bool,
    /// It is on record that money goes back, and the provider has not been seen to do it.
    #[serde(default)]
    owes_refund: bool,
    /// What has been heard of what it led to.
    #[serde(default)]
    noted: Noted,
}

/// What has been heard of what a completed payment leads to. Until all of it has, the reconciler asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Its promotion is granted, or revoked.
    pub promotion: bool,
    /// Its reservation is confirmed.
    pub confirmation: bool,
}

impl Noted {
    /// Whether all of it was heard of.
    pub const fn is_all(self) -> bool {
        self.promotion && self.confirmation
    }

    /// This and that.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { promotion: self.promotion || other.promotion, confirmation: self.confirmation || other.confirmation }
    }
}

/// A charge that is about to be sent to the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartedCharge {
    /// The payment's public state: pending, with the number of the attempt.
    pub details: PaymentState,
    /// Until when whoever started it waits for the provider. After that, nobody does.
    pub pending_until: Timestamp,
}

/// What can happen to a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentEvent {
    /// A charge is about to be sent. Nobody else's business.
    ChargeStarted(Box<StartedCharge>),
    /// A charge that the provider never got is sent again, under the same key. Nobody else's business.
    ChargeResent {
        /// As in [`StartedCharge`].
        pending_until: Timestamp,
    },
    /// The provider did nothing. Nobody else's business.
    ChargeFailed,
    /// The provider refused the card.
    Declined,
    /// The money is there.
    Completed {
        /// The attempt that brought it.
        attempt: u32,
        /// Since when that is known.
        at: Timestamp,
    },
    /// Nothing was paid, and nothing will be. Nobody else's business.
    Voided(Box<PaymentState>),
    /// Should the charge complete, it goes back. Nobody else's business.
    RefundRequested,
    /// The money goes back.
    Refunded {
        /// What goes back.
        refund_price: Won,
        /// What is kept of it.
        deducted_price: Won,
        /// Whether the provider has paid it back already.
        is_paid_back: bool,
    },
    /// The provider has paid back what was owed. Nobody else's business.
    RefundSettled,
    /// What it led to was heard of. Nobody else's business.
    Noted(Noted),
}

impl Payment {
    /// Its public state.
    pub const fn public(&self) -> &PaymentState {
        &self.details
    }

    /// Until when somebody waits for the provider.
    pub const fn pending_until(&self) -> Timestamp {
        self.pending_until
    }

    /// Whether money that still comes goes back.
    pub const fn refund_is_requested(&self) -> bool {
        self.refund_requested
    }

    /// Whether the provider still has to pay back what the record says.
    pub const fn owes_refund(&self) -> bool {
        self.owes_refund
    }

    /// Whether money for it has come, or may still come, that would have to go back.
    pub const fn may_owe(&self) -> bool {
        !matches!(self.details.status, PaymentProgress::Void | PaymentProgress::Refunded)
    }

    /// What has been heard of what it led to.
    pub const fn noted(&self) -> Noted {
        self.noted
    }

    fn beginning(details: PaymentState, pending_until: Timestamp) -> Self {
        Self {
            details,
            pending_until,
            refund_requested: false,
            owes_refund: false,
            noted: Noted { promotion: false, confirmation: false },
        }
    }

    fn with(mut self, status: PaymentProgress) -> Self {
        // Without a charge that could still complete, a requested refund has nothing to wait for.
        let is_void = self.refund_requested && matches!(status, PaymentProgress::Failed | PaymentProgress::Declined);
        self.details.status = if is_void { PaymentProgress::Void } else { status };
        self
    }
}

impl Aggregate for Payment {
    const TYPE: &'static str = AGGREGATE;
    type Event = PaymentEvent;

    fn evolve(state: Option<Self>, event: &PaymentEvent) -> Option<Self> {
        match event {
            PaymentEvent::ChargeStarted(started) => {
                Some(Self::beginning(started.details.clone(), started.pending_until))
            }
            PaymentEvent::ChargeResent { pending_until } => {
                state.map(|state| Self { pending_until: *pending_until, ..state })
            }
            PaymentEvent::ChargeFailed => state.map(|state| state.with(PaymentProgress::Failed)),
            PaymentEvent::Declined => state.map(|state| state.with(PaymentProgress::Declined)),
            PaymentEvent::Completed { attempt, at } => state.map(|state| {
                let mut state = state.with(PaymentProgress::Completed);
                state.details.attempt = *attempt;
                state.details.payment_status = PaymentStatus::Y;
                state.details.completed_at = Some(*at);
                state
            }),
            PaymentEvent::Voided(details) => Some(Self::beginning(details.as_ref().clone(), Timestamp::UNIX_EPOCH)),
            PaymentEvent::RefundRequested => state.map(|state| Self { refund_requested: true, ..state }),
            PaymentEvent::Refunded { refund_price, deducted_price, is_paid_back } => state.map(|state| {
                let mut state = state.with(PaymentProgress::Refunded);
                state.details.payment_status = PaymentStatus::R;
                state.details.refund_price = Some(*refund_price);
                state.details.deducted_price = Some(*deducted_price);
                Self { owes_refund: !is_paid_back, ..state }
            }),
            PaymentEvent::RefundSettled => state.map(|state| Self { owes_refund: false, ..state }),
            PaymentEvent::Noted(heard) => state.map(|state| Self { noted: state.noted.and(*heard), ..state }),
        }
    }

    fn open_work(&self) -> Option<OpenWork> {
        let completed = self.details.completed_at.unwrap_or(Timestamp::UNIX_EPOCH);
        match self.details.status {
            PaymentProgress::Pending => Some(OpenWork { kind: "settle", due: self.pending_until }),
            PaymentProgress::Completed if !self.noted.is_all() => Some(OpenWork { kind: "completion", due: completed }),
            PaymentProgress::Refunded if self.owes_refund => Some(OpenWork { kind: "refund", due: completed }),
            PaymentProgress::Completed
            | PaymentProgress::Refunded
            | PaymentProgress::Failed
            | PaymentProgress::Declined
            | PaymentProgress::Void => None,
        }
    }

    /// Between a decline and the next result, whatever is tried meanwhile, what others know is that it was declined.
    fn current(&self) -> PaymentEvent {
        let details = &self.details;
        match details.status {
            PaymentProgress::Pending | PaymentProgress::Failed | PaymentProgress::Declined | PaymentProgress::Void => {
                PaymentEvent::Declined
            }
            PaymentProgress::Completed => PaymentEvent::Completed {
                attempt: details.attempt,
                at: details.completed_at.unwrap_or(Timestamp::UNIX_EPOCH),
            },
            PaymentProgress::Refunded => PaymentEvent::Refunded {
                refund_price: details.refund_price.unwrap_or(Won::ZERO),
                deducted_price: details.deducted_price.unwrap_or(Won::ZERO),
                is_paid_back: !self.owes_refund,
            },
        }
    }

    fn announce(&self, event: &PaymentEvent) -> Result<Option<Announcement>, serde_json::Error> {
        match event {
            PaymentEvent::ChargeStarted(_)
            | PaymentEvent::ChargeResent { .. }
            | PaymentEvent::ChargeFailed
            | PaymentEvent::Voided(_)
            | PaymentEvent::RefundRequested
            | PaymentEvent::RefundSettled
            | PaymentEvent::Noted(_) => Ok(None),
            PaymentEvent::Refunded { .. } => PAYMENT_REFUNDED.announce(&self.details).map(Some),
            PaymentEvent::Declined => PAYMENT_DECLINED.announce(&self.details).map(Some),
            PaymentEvent::Completed { .. } => PAYMENT_COMPLETED.announce(&self.details).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples::NOW;

    use super::*;
    use crate::domain::fixtures::started;

    #[test]
    fn where_it_stands_is_told_by_the_event_that_others_heard_last() {
        let told = |events: &[PaymentEvent]| {
            let state = events.iter().fold(None, Payment::evolve).unwrap();
            state.announce(&state.current()).unwrap().unwrap().name
        };
        let completed = PaymentEvent::Completed { attempt: 2, at: NOW };
        let refunded =
            PaymentEvent::Refunded { refund_price: Won::ZERO, deducted_price: Won::ZERO, is_paid_back: false };
        let noted = PaymentEvent::Noted(Noted { promotion: true, confirmation: true });
        let mut events = vec![started(1, NOW), PaymentEvent::Declined];
        assert_eq!(told(&events), "PaymentDeclined");
        events.push(started(2, NOW));
        assert_eq!(told(&events), "PaymentDeclined");
        events.push(completed);
        assert_eq!(told(&events), "PaymentCompleted");
        events.push(noted);
        assert_eq!(told(&events), "PaymentCompleted");
        events.extend([refunded, PaymentEvent::RefundSettled]);
        assert_eq!(told(&events), "PaymentRefunded");
    }
}
