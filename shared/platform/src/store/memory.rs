//! A store in memory, for tests of handlers. It passes the same contract suite as the one on DynamoDB.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use kernel::Aggregate;

use super::{AggregateStore, Change, CommitError, OutboxEntry, StoreError, Versioned};

/// Aggregates of one type in memory. Clones share what is kept.
#[derive(Debug, Clone)]
pub struct MemoryStore<A>(Arc<Mutex<Contents<A>>>);

#[derive(Debug)]
struct Contents<A> {
    aggregates: HashMap<String, (A, u64, String)>,
    claims: HashMap<String, String>,
    attributes: HashMap<(String, &'static str), String>,
    published: Vec<OutboxEntry>,
}

impl<A> Default for MemoryStore<A> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Contents {
            aggregates: HashMap::new(),
            claims: HashMap::new(),
            attributes: HashMap::new(),
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

    /// Everything that was put into the outbox so far, in order.
    pub fn published(&self) -> Vec<OutboxEntry> {
        self.contents().published.clone()
    }
}

impl<A: Aggregate> AggregateStore<A> for MemoryStore<A> {
    async fn load(&self, id: &str) -> Result<Versioned<A>, StoreError> {
        // As across a network, others get their turn in between.
        tokio::task::yield_now().await;
        Ok(self.contents().aggregates.get(id).map_or_else(Versioned::absent, |(state, version, _)| Versioned {
            state: Some(state.clone()),
            version: *version,
        }))
    }

    async fn commit(&self, change: &Change<A>) -> Result<(), CommitError> {
        tokio::task::yield_now().await;
        let mut contents = self.contents();
        let (version, write_id) = contents
            .aggregates
            .get(&change.id)
            .map_or((0, String::new()), |(_, version, write_id)| (*version, write_id.clone()));
        if write_id == change.write_id {
            return Ok(());
        }
        if version != change.expected {
            return Err(CommitError::Conflict);
        }
        for requirement in &change.requirements {
            let found = contents.attributes.get(&(requirement.key.clone(), requirement.attribute));
            if found != Some(&requirement.equals) {
                return Err(CommitError::Unmet(requirement.key.clone()));
            }
        }
        let taken: Vec<String> = change
            .claims
            .iter()
            .filter(|claim| contents.claims.get(&claim.key).is_some_and(|owner| *owner != claim.owner))
            .map(|claim| claim.key.clone())
            .collect();
        if !taken.is_empty() {
            return Err(CommitError::Taken(taken));
        }
        contents.claims.extend(change.claims.iter().map(|claim| (claim.key.clone(), claim.owner.clone())));
        let item = (change.state.clone(), change.version, change.write_id.clone());
        contents.aggregates.insert(change.id.clone(), item);
        contents.published.extend(change.outbox.iter().cloned());
        Ok(())
    }
}
