//! Notices in memory, for tests of handlers. They pass the same contract suite as those in `DynamoDB`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use accommodation_contracts::CustomerId;
use platform::{listing::Position, store::StoreError};

use super::Notices;
use crate::domain::Notice;

type Contents = HashMap<String, Notice>;

/// Notices in memory. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryNotices(Arc<Mutex<Contents>>);

impl MemoryNotices {
    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notices for MemoryNotices {
    async fn add(&self, notice: &Notice) -> Result<(), StoreError> {
        self.contents().entry(notice.key()).or_insert_with(|| notice.clone());
        Ok(())
    }

    async fn list(&self, customer: &CustomerId, before: &Position, limit: usize) -> Result<Vec<Notice>, StoreError> {
        let contents = self.contents();
        let mut found: Vec<(Position, &Notice)> = contents
            .values()
            .filter(|notice| notice.customer_id == *customer)
            .map(|notice| (notice.position(), notice))
            .filter(|(position, _)| position < before)
            .collect();
        found.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
        Ok(found.into_iter().take(limit).map(|(_, notice)| notice.clone()).collect())
    }
}
