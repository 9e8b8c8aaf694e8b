//! One change of one aggregate: what the store writes.

use jiff::Timestamp;
use kernel::{Aggregate, AggregateRef, CorrelationId, Envelope, EventId};

use super::{Announced, KeyRecord, StoreError, Versioned, outbox::OutboxEntry};
use crate::random;

/// Why and when something is decided: goes into every event.
#[derive(Debug, Clone)]
pub struct Cause {
    /// The request that it goes back to.
    pub correlation_id: CorrelationId,
    /// The event, request or invocation that made the decision.
    pub causation_id: String,
    /// When it is decided.
    pub now: Timestamp,
}

/// A key that one owner has at a time, across all aggregates of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What is claimed: the claim item's key.
    pub key: String,
    /// Who claims it: an aggregate's id. Claiming again what one owns succeeds.
    pub owner: String,
}

/// Something that must hold of another item of the table at the moment of the write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// An attribute has a value.
    Equals {
        /// The item's key.
        key: String,
        /// The attribute, a string.
        attribute: &'static str,
        /// What it must be.
        equals: String,
    },
    /// Nobody holds a [`Lease`](super::Lease): there is none, it has ended, or it does not concern those who know as much.
    NoLease {
        /// The lease's key.
        key: String,
        /// The time by which it would have ended.
        now: Timestamp,
        /// The version that is known here.
        known: u64,
    },
}

impl Requirement {
    /// The item that it looks at.
    pub fn key(&self) -> &str {
        match self {
            Self::Equals { key, .. } | Self::NoLease { key, .. } => key,
        }
    }
}

/// One change of one aggregate, decided at one version, to be written whole or not at all.
#[derive(Debug, Clone)]
pub struct Change<A> {
    /// The aggregate's id.
    pub id: String,
    /// The version that it was decided on; 0 for a new aggregate.
    pub expected: u64,
    /// The version after it.
    pub version: u64,
    /// The state after it.
    pub state: A,
    /// The events to publish.
    pub outbox: Vec<OutboxEntry>,
    /// The last event that was published, of these or of those before.
    pub announced: Option<Announced>,
    /// Names this write: whoever finds it in the item knows that it has taken effect.
    pub write_id: String,
    /// Claims to take.
    pub claims: Vec<Claim>,
    /// Claims to give back, as far as they are held.
    pub releases: Vec<Claim>,
    /// What else must hold.
    pub requirements: Vec<Requirement>,
    /// The idempotency key that it answers.
    pub key: Option<KeyRecord>,
}

impl<A: Aggregate> Change<A> {
    /// The change that `events` make to an aggregate as it was read.
    pub fn new(id: &str, current: Versioned<A>, events: &[A::Event], cause: &Cause) -> Result<Self, StoreError> {
        let Versioned { mut state, version: expected, mut announced } = current;
        let before = state.as_ref().map(A::claims).unwrap_or_default();
        let mut version = expected;
        let mut outbox = Vec::new();
        for event in events {
            state = A::evolve(state, event);
            version += 1;
            if let Some(after) = &state
                && let Some(entry) = publish(after, event, id, version, cause, false)?
            {
                outbox.push(entry);
                announced = Some(Announced::of(version, cause));
            }
        }
        let state = state.ok_or_else(|| StoreError::unencodable("the events make no state"))?;
        let after = state.claims();
        let write_id = random::id();
        let change = Self {
            id: id.to_owned(),
            expected,
            version,
            state,
            outbox,
            announced,
            write_id,
            claims: Vec::new(),
            releases: Vec::new(),
            requirements: Vec::new(),
            key: None,
        };
        let own = |key: &String| Claim { key: key.clone(), owner: id.to_owned() };
        let taken = after.iter().filter(|key| !before.contains(key)).map(own);
        let given_back = before.iter().filter(|key| !after.contains(key)).map(own);
        Ok(change.claiming(taken).releasing(given_back))
    }

    /// The write that changes nothing, and announces `event` again with the state and version of now, marked as a replay; it
    /// has occurred, and goes back to the request, as when it was announced first: only what makes it known again is another
    /// cause. Nothing for an event that is never announced.
    pub fn announcing(
        id: &str,
        current: Versioned<A>,
        event: &A::Event,
        cause: &Cause,
    ) -> Result<Option<Self>, StoreError> {
        let Versioned { state: Some(state), version, announced } = current else { return Ok(None) };
        let announced = announced.unwrap_or_else(|| Announced::of(version, cause));
        let Announced { occurred_at, correlation_id, .. } = announced.clone();
        let cause = Cause { now: occurred_at, correlation_id, causation_id: cause.causation_id.clone() };
        let Some(entry) = publish(&state, event, id, version, &cause, true)? else { return Ok(None) };
        Ok(Some(Self {
            id: id.to_owned(),
            expected: version,
            version,
            state,
            outbox: vec![entry],
            announced: Some(announced),
            write_id: random::id(),
            claims: Vec::new(),
            releases: Vec::new(),
            requirements: Vec::new(),
            key: None,
        }))
    }

    /// Takes `claims` in the same write.
    #[must_use]
    pub fn claiming(mut self, claims: impl IntoIterator<Item = Claim>) -> Self {
        self.claims.extend(claims);
        self
    }

    /// Gives `claims` back in the same write.
    #[must_use]
    pub fn releasing(mut self, claims: impl IntoIterator<Item = Claim>) -> Self {
        self.releases.extend(claims);
        self
    }

    /// Keeps the answer of an idempotency key in the same write.
    #[must_use]
    pub fn keyed(self, key: Option<KeyRecord>) -> Self {
        Self { key, ..self }
    }

    /// Writes only if `requirement` holds.
    #[must_use]
    pub fn requiring(mut self, requirement: Requirement) -> Self {
        self.requirements.push(requirement);
        self
    }
}

pub(super) fn publish<A: Aggregate>(
    after: &A,
    event: &A::Event,
    id: &str,
    version: u64,
    cause: &Cause,
    replay: bool,
) -> Result<Option<OutboxEntry>, StoreError> {
    let Some(announcement) = after.announce(event).map_err(StoreError::unencodable)? else { return Ok(None) };
    let aggregate = AggregateRef { kind: A::TYPE.to_owned(), id: id.to_owned(), version };
    let envelope = Envelope {
        event_id: EventId::of(&aggregate),
        event_type: announcement.name.to_owned(),
        schema_version: announcement.schema_version,
        occurred_at: cause.now,
        aggregate,
        correlation_id: cause.correlation_id.to_string(),
        causation_id: cause.causation_id.clone(),
        replay,
        data: announcement.data,
    };
    let detail = serde_json::to_string(&envelope).map_err(StoreError::unencodable)?;
    Ok(Some(OutboxEntry { source: announcement.source.to_owned(), detail_type: announcement.name.to_owned(), detail }))
}
