//! DynamoDB: the embedded database, its JSON protocol for the SDK, and a signal to the readers of streams.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use dynoxide::{DynoxideError, actions::create_table::CreateTableRequest};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{
    state::{State, StateError},
    template::TableSpec,
};

mod protocol;
mod stream;

pub use protocol::answer;
pub use stream::Record;

/// Why the database is not what the template wants.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The database failed.
    #[error("the database failed")]
    Failed(#[from] DynoxideError),
    /// A table's definition is refused.
    #[error("the table `{table}` cannot be created")]
    Refused {
        /// The table.
        table: String,
        #[source]
        #[allow(missing_docs)]
        source: DynoxideError,
    },
    /// A table's definition is not in the form of `CreateTable`.
    #[error("the definition of the table `{table}` is not understood")]
    Definition {
        /// The table.
        table: String,
        #[source]
        #[allow(missing_docs)]
        source: serde_json::Error,
    },
    /// The data directory was made for another template.
    #[error("the table `{0}` of the data directory differs from the template's: start with another --data-dir")]
    Differs(String),
    /// The host's own state failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// A thread of the database ended before its work.
    #[error("the host is stopping")]
    Stopping,
}

/// The embedded database.
#[derive(Clone)]
pub struct Database {
    engine: dynoxide::Database,
    changes: Arc<BTreeMap<String, watch::Sender<()>>>,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("tables", &self.changes.keys()).finish_non_exhaustive()
    }
}

impl Database {
    /// Opens the database at `path`, or a fresh one in memory, and creates what tables it does not have yet.
    pub fn open(path: Option<&Path>, tables: &[TableSpec], state: &State) -> Result<Self, DatabaseError> {
        let engine = match path {
            Some(path) => dynoxide::Database::new(&path.to_string_lossy())?,
            None => dynoxide::Database::memory()?,
        };
        for table in tables {
            create(&engine, table, state)?;
        }
        let changes = tables.iter().map(|table| (table.name.clone(), watch::Sender::new(()))).collect();
        Ok(Self { engine, changes: Arc::new(changes) })
    }

    /// Tells when the table may have changed.
    pub fn changes(&self, table: &str) -> Option<watch::Receiver<()>> {
        self.changes.get(table).map(watch::Sender::subscribe)
    }

    /// Deletes items past their time to live.
    pub async fn forget_expired(&self) -> Result<(), DatabaseError> {
        if self.run(dynoxide::Database::sweep_ttl).await? > 0 {
            self.changed(None);
        }
        Ok(())
    }

    /// Wakes the readers of this table's stream, or of all.
    fn changed(&self, table: Option<&str>) {
        for (name, changed) in self.changes.iter() {
            if table.is_none_or(|table| table == name) {
                changed.send_replace(());
            }
        }
    }

    /// Runs `work` on a thread that may wait for the disk.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dynoxide::Database) -> Result<T, DynoxideError> + Send + 'static,
    ) -> Result<T, DatabaseError> {
        let engine = self.engine.clone();
        let done = tokio::task::spawn_blocking(move || work(&engine)).await;
        Ok(done.map_err(|_| DatabaseError::Stopping)??)
    }
}

fn create(engine: &dynoxide::Database, table: &TableSpec, state: &State) -> Result<(), DatabaseError> {
    let definition = json!({ "create": table.create, "ttl": table.ttl_attribute }).to_string();
    if let Some(known) = known_definition(state, &table.name)? {
        return if known == definition { Ok(()) } else { Err(DatabaseError::Differs(table.name.clone())) };
    }
    let refused = |source| DatabaseError::Refused { table: table.name.clone(), source };
    match engine.create_table(request(table, table.create.clone())?) {
        // The host was killed between creating the table and remembering it.
        Ok(_) | Err(DynoxideError::ResourceInUseException(_)) => {}
        Err(source) => return Err(refused(source)),
    }
    if let Some(attribute) = &table.ttl_attribute {
        let ttl = json!({ "Enabled": true, "AttributeName": attribute });
        let update = json!({ "TableName": table.name, "TimeToLiveSpecification": ttl });
        let update = serde_json::from_value(update)
            .map_err(|source| DatabaseError::Definition { table: table.name.clone(), source })?;
        engine.update_time_to_live(update).map_err(refused)?;
    }
    remember_definition(state, &table.name, &definition)?;
    Ok(())
}

fn request(table: &TableSpec, create: Value) -> Result<CreateTableRequest, DatabaseError> {
    serde_json::from_value(create).map_err(|source| DatabaseError::Definition { table: table.name.clone(), source })
}

fn known_definition(state: &State, table: &str) -> Result<Option<String>, StateError> {
    state.transact(|transaction| {
        let mut select = transaction.prepare_cached("SELECT definition FROM created WHERE name = ?")?;
        select.query_row([table], |row| row.get(0)).optional()
    })
}

fn remember_definition(state: &State, table: &str, definition: &str) -> Result<(), StateError> {
    state.transact(|transaction| {
        transaction.execute("INSERT INTO created (name, definition) VALUES (?, ?)", [table, definition])
    })?;
    Ok(())
}
