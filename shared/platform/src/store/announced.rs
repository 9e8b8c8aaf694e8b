//! What the world heard last of an aggregate, kept beside its state: a later write that tells nothing drops the outbox, and
//! consumers that lost what they knew have to be told again all the same.

use jiff::Timestamp;
use kernel::{Aggregate, CorrelationId};
use serde::{Deserialize, Serialize};

use super::{Cause, OutboxEntry, StoreError, Versioned, change::publish};

/// The last event of an aggregate that was announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Announced {
    /// The version that it brought the aggregate to. Later ones are nobody else's business.
    pub version: u64,
    /// When it was decided.
    pub occurred_at: Timestamp,
    /// The request that it goes back to.
    pub correlation_id: CorrelationId,
    /// What made the decision.
    pub causation_id: String,
}

impl Announced {
    pub(super) fn of(version: u64, cause: &Cause) -> Self {
        let Cause { correlation_id, causation_id, now } = cause.clone();
        Self { version, occurred_at: now, correlation_id, causation_id }
    }

    fn cause(&self) -> Cause {
        let Self { occurred_at, correlation_id, causation_id, .. } = self.clone();
        Cause { correlation_id, causation_id, now: occurred_at }
    }
}

/// The event that tells where an aggregate stands, marked as a replay: with its state and version of now, and the time and
/// the cause of what was announced last. Nothing for an aggregate that nobody has heard of.
pub fn replay_of<A: Aggregate>(id: &str, current: &Versioned<A>) -> Result<Option<OutboxEntry>, StoreError> {
    let (Some(state), Some(announced)) = (&current.state, &current.announced) else { return Ok(None) };
    publish(state, &state.current(), id, current.version, &announced.cause(), true)
}
