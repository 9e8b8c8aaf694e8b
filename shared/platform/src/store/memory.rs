//! A store in memory, for tests of handlers. It passes the same contract suite as the one on DynamoDB.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use kernel::Aggregate;

use super::{
    AggregateStore, Change, Claim, CommitError, KeyLedger, KeyRecord, KeyState, Lease, OutboxEntry, Requirement,
    StoreError, Versioned,
};

/// Aggregates of one type in memory. Clones share what is kept.
#[derive(Debug, Clone)]
pub struct MemoryStore<A>(Arc<Mutex<Contents<A>>>);

#[derive(Debug)]
struct Contents<A> {
    /// Each with the name of its last write.
    aggregates: HashMap<String, (Versioned<A>, String)>,
    claims: HashMap<String, String>,
    attributes: HashMap<(String, &'static str), String>,
    leases: HashMap<String, Lease>,
    keys: HashMap<String, KeyRecord>,
    published: Vec<OutboxEntry>,
}

impl<A: Send + Sync + 'static> KeyLedger for MemoryStore<A>
where
    Self: Clone,
{
    async fn look(&self, record: &KeyRecord) -> Result<KeyState, StoreError> {
        Ok(self.contents().key(record))
    }

    async fn begin(&self, record: &KeyRecord) -> Result<KeyState, StoreError> {
        let mut contents = self.contents();
        if contents.keys.get(&record.key).is_some_and(|kept| kept.write_id == record.write_id) {
            return Ok(KeyState::Free);
        }
        let state = contents.key(record);
        if state == KeyState::Free {
            contents.keys.insert(record.key.clone(), record.clone());
        }
        Ok(state)
    }

    async fn finish(&self, record: &KeyRecord) -> Result<(), StoreError> {
        let mut contents = self.contents();
        let answered = |kept: &KeyRecord| kept.answer.is_some() && kept.kept_until >= record.now;
        if !contents.keys.get(&record.key).is_some_and(answered) {
            contents.keys.insert(record.key.clone(), record.clone());
        }
        Ok(())
    }

    async fn forget(&self, record: &KeyRecord) -> Result<(), StoreError> {
        let mut contents = self.contents();
        if contents.keys.get(&record.key).is_some_and(|kept| kept.answer.is_none() && kept.write_id == record.write_id)
        {
            contents.keys.remove(&record.key);
        }
        Ok(())
    }
}

impl<A> Contents<A> {
    fn key(&self, record: &KeyRecord) -> KeyState {
        match self.keys.get(&record.key) {
            None => KeyState::Free,
            Some(kept) if kept.kept_until < record.now => KeyState::Free,
            Some(kept) if kept.payload_hash != record.payload_hash => KeyState::Reused,
            Some(kept) if kept.answer.is_none() && kept.busy_until < record.now => KeyState::Free,
            Some(kept) => kept.answer.clone().map_or(KeyState::Busy, KeyState::Answered),
        }
    }

    fn meets(&self, requirement: &Requirement) -> bool {
        match requirement {
            Requirement::Equals { key, attribute, equals } => {
                self.attributes.get(&(key.clone(), *attribute)) == Some(equals)
            }
            Requirement::NoLease { key, now, known } => {
                self.leases.get(key).is_none_or(|lease| lease.until < *now || lease.fence <= *known)
            }
        }
    }
}

impl<A> Default for MemoryStore<A> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Contents {
            aggregates: HashMap::new(),
            claims: HashMap::new(),
            attributes: HashMap::new(),
            leases: HashMap::new(),
            keys: HashMap::new(),
            published: Vec::new(),
        })))
    }
}

impl<A> MemoryStore<A> {
    fn contents(&self) -> MutexGuard<'_, Contents<A>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets an attribute of another item, for requirements to look at.
    pub fn set_attribute(&self, key: &str, attribute: &'static str, value: &str) {
        self.contents().attributes.insert((key.to_owned(), attribute), value.to_owned());
    }

    pub(super) fn all(&self) -> Vec<(String, A)>
    where
        A: Clone,
    {
        let contents = self.contents();
        contents.aggregates.iter().filter_map(|(id, (kept, _))| Some((id.clone(), kept.state.clone()?))).collect()
    }

    pub(super) fn is_claimed(&self, key: &str) -> bool {
        self.contents().claims.contains_key(key)
    }

    pub(super) fn put_lease(&self, lease: &Lease) -> Result<Option<Timestamp>, StoreError> {
        let mut contents = self.contents();
        if contents.leases.get(&lease.key).is_some_and(|held| held.fence > lease.fence) {
            return Err(StoreError::Contended);
        }
        let before = contents.leases.insert(lease.key.clone(), lease.clone());
        Ok(before.filter(|held| held.holder != lease.holder).map(|held| held.until))
    }

    pub(super) fn remove_lease(&self, lease: &Lease) {
        let mut contents = self.contents();
        if contents.leases.get(&lease.key).is_some_and(|held| held.holder == lease.holder) {
            contents.leases.remove(&lease.key);
        }
    }

    /// Everything that was put into the outbox so far, in order.
    pub fn published(&self) -> Vec<OutboxEntry> {
        self.contents().published.clone()
    }
}

impl<A: Aggregate> AggregateStore<A> for MemoryStore<A> {
    async fn load(&self, id: &str) -> Result<Versioned<A>, StoreError> {
        // As across a network, others get their turn in between.
        tokio::task::yield_now().await;
        Ok(self.contents().aggregates.get(id).map_or_else(Versioned::absent, |(kept, _)| kept.clone()))
    }

    async fn commit(&self, change: &Change<A>) -> Result<(), CommitError> {
        tokio::task::yield_now().await;
        let mut contents = self.contents();
        let (version, write_id) = contents
            .aggregates
            .get(&change.id)
            .map_or((0, String::new()), |(kept, write_id)| (kept.version, write_id.clone()));
        if write_id == change.write_id {
            return Ok(());
        }
        if version != change.expected {
            return Err(CommitError::Conflict);
        }
        for requirement in &change.requirements {
            if !contents.meets(requirement) {
                return Err(CommitError::Unmet(requirement.key().to_owned()));
            }
        }
        if let Some(key) = &change.key
            && contents.key(key) != KeyState::Free
        {
            return Err(StoreError::KeyTaken.into());
        }
        let foreign = |claim: &Claim| contents.claims.get(&claim.key).is_some_and(|owner| *owner != claim.owner);
        if change.releases.iter().any(foreign) {
            return Err(CommitError::Conflict);
        }
        let taken: Vec<String> =
            change.claims.iter().filter(|claim| foreign(claim)).map(|claim| claim.key.clone()).collect();
        if !taken.is_empty() {
            return Err(CommitError::Taken(taken));
        }
        contents.claims.extend(change.claims.iter().map(|claim| (claim.key.clone(), claim.owner.clone())));
        for released in &change.releases {
            contents.claims.remove(&released.key);
        }
        if let Some(key) = &change.key {
            contents.keys.insert(key.key.clone(), key.clone());
        }
        let (state, announced) = (Some(change.state.clone()), change.announced.clone());
        let item = (Versioned { state, version: change.version, announced }, change.write_id.clone());
        contents.aggregates.insert(change.id.clone(), item);
        contents.published.extend(change.outbox.iter().cloned());
        Ok(())
    }
}
