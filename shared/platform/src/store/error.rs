//! Why the store could not do what it was asked.

use std::error::Error;

/// The store cannot answer, or answers what cannot be.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No answer, or a refusal that will pass: throttled, timed out, unreachable.
    #[error("the table did not answer")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// The idempotency key was answered meanwhile.
    #[error("the key was answered by another request")]
    KeyTaken,
    /// Others changed the same item each time that this one tried.
    #[error("the item is being changed by too many at once")]
    Contended,
    /// The item is not what this code writes.
    #[error("the item `{key}` cannot be read")]
    Unreadable {
        /// The item's key.
        key: String,
        /// What is wrong with it.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The change cannot be written down.
    #[error("the change cannot be encoded")]
    Unencodable(#[source] Box<dyn Error + Send + Sync>),
}

impl StoreError {
    /// The table did not answer.
    pub fn unavailable(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Unavailable(Box::new(error))
    }

    /// The item `key` is not what this code writes.
    pub fn unreadable(key: &str, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unreadable { key: key.to_owned(), source: error.into() }
    }

    /// What is to be written cannot be.
    pub fn unencodable(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unencodable(error.into())
    }
}

/// Why a change was not committed.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The aggregate is at another version than the change expects: read, decide and try again.
    #[error("the aggregate has changed")]
    Conflict,
    /// Somebody else owns these claims.
    #[error("claimed by another: {0:?}")]
    Taken(Vec<String>),
    /// This requirement does not hold.
    #[error("the requirement on `{0}` does not hold")]
    Unmet(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
