//! How far each mapping is in its stream. It is written after a batch is done: after a crash records come again, and
//! none is left out.

use rusqlite::OptionalExtension;

use crate::state::{State, StateError};

/// Sequence number of the last record that the mapping is done with.
pub fn read(state: &State, mapping: &str) -> Result<Option<String>, StateError> {
    state.transact(|transaction| {
        let mut select = transaction.prepare_cached("SELECT sequence_number FROM position WHERE mapping = ?")?;
        select.query_row([mapping], |row| row.get(0)).optional()
    })
}

/// Remembers the last record that the mapping is done with.
pub fn save(state: &State, mapping: &str, sequence_number: &str) -> Result<(), StateError> {
    state.transact(|transaction| {
        transaction
            .prepare_cached("INSERT OR REPLACE INTO position (mapping, sequence_number) VALUES (?, ?)")?
            .execute([mapping, sequence_number])
    })?;
    Ok(())
}
