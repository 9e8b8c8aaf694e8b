//! What the host itself must not forget: messages in queues and positions in streams, in one SQLite database.
//!
//! A write is on its way to disk when it returns (write-ahead log without a flush per commit): `kill -9` loses nothing,
//! a power cut may lose the last moments. One connection behind a mutex: every statement here takes microseconds. It
//! locks the file, so that a second host on the same data directory fails instead of delivering everything twice.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, Transaction};

/// Why the state is of no use.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Somebody else has it.
    #[error("another host works with the same data directory")]
    Locked,
    /// Its database failed: the disk is full or gone.
    #[error("the host's own state cannot be read or written")]
    Failed(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StateError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            _ => Self::Failed(error),
        }
    }
}

/// The host's own state.
#[derive(Debug)]
pub struct State(Mutex<Connection>);

/// How long a host that is just stopping may still hold its data directory.
const LOCK_WAIT: Duration = Duration::from_millis(500);

const SCHEMA: &str = "
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS message (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        queue TEXT NOT NULL,
        message_id TEXT NOT NULL,
        body TEXT NOT NULL,
        attributes TEXT NOT NULL,
        sent_ms INTEGER NOT NULL,
        visible_ms INTEGER NOT NULL,
        received INTEGER NOT NULL DEFAULT 0,
        first_received_ms INTEGER,
        receipt TEXT,
        dead_letter_source TEXT
    );
    CREATE INDEX IF NOT EXISTS message_by_visibility ON message (queue, visible_ms, id);
    CREATE TABLE IF NOT EXISTS position (mapping TEXT PRIMARY KEY, sequence_number TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS created (name TEXT PRIMARY KEY, definition TEXT NOT NULL);
";

impl State {
    /// Opens the state at `path`, or a fresh one in memory.
    pub fn open(path: Option<&Path>) -> Result<Self, StateError> {
        let connection = path.map_or_else(Connection::open_in_memory, Connection::open)?;
        connection.busy_timeout(LOCK_WAIT)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Does `work` in one transaction: all of it or nothing.
    pub fn transact<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StateError> {
        // A panic while holding it rolled its transaction back: the connection is fine.
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction()?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }
}
