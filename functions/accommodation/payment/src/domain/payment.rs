//! The aggregate: one payment, with all attempts to charge for it.

use accommodation_contracts::payment::{
    AGGREGATE, PAYMENT_COMPLETED, PAYMENT_DECLINED, PaymentProgress, PaymentState, PaymentStatus,
};
use jiff::Timestamp;
use kernel::{Aggregate, Announcement};
use serde::{Deserialize, Serialize};

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    details: PaymentState,
    pending_until: Timestamp,
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

    fn with(mut self, status: PaymentProgress) -> Self {
        self.details.status = status;
        self
    }
}

impl Aggregate for Payment {
    const TYPE: &'static str = AGGREGATE;
    type Event = PaymentEvent;

    fn evolve(state: Option<Self>, event: &PaymentEvent) -> Option<Self> {
        match event {
            PaymentEvent::ChargeStarted(started) => {
                Some(Self { details: started.details.clone(), pending_until: started.pending_until })
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
        }
    }

    fn announce(&self, event: &PaymentEvent) -> Result<Option<Announcement>, serde_json::Error> {
        match event {
            PaymentEvent::ChargeStarted(_) | PaymentEvent::ChargeResent { .. } | PaymentEvent::ChargeFailed => Ok(None),
            PaymentEvent::Declined => PAYMENT_DECLINED.announce(&self.details).map(Some),
            PaymentEvent::Completed { .. } => PAYMENT_COMPLETED.announce(&self.details).map(Some),
        }
    }
}
