//! DynamoDB's JSON protocol, over the embedded engine's typed operations.

use dynoxide::DynoxideError;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Database, DatabaseError};

/// An answer of the protocol.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON body.
    pub body: String,
}

/// Which table a write names; several, or none, where it is a transaction or a batch.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Written {
    table_name: Option<String>,
}

/// Answers one operation, such as `PutItem`.
pub async fn answer(database: &Database, operation: &str, body: &[u8]) -> Answer {
    let (signal, name, request) = (database.clone(), operation.to_owned(), body.to_vec());
    let ran = database.run(move |engine| {
        let json = dispatch(engine, &name, &request)?;
        // Here and not behind the wait: it ends with the client's connection, the write does not.
        if is_write(&name) {
            signal.changed(written(&request).as_deref());
        }
        Ok(json)
    });
    match ran.await {
        Ok(json) => Answer { status: 200, body: json },
        Err(DatabaseError::Failed(error)) => Answer { status: error.status_code(), body: error.to_json() },
        Err(error) => {
            let error = DynoxideError::InternalServerError(error.to_string());
            Answer { status: error.status_code(), body: error.to_json() }
        }
    }
}

fn written(request: &[u8]) -> Option<String> {
    serde_json::from_slice::<Written>(request).ok()?.table_name
}

fn is_write(operation: &str) -> bool {
    matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem" | "TransactWriteItems" | "BatchWriteItem")
}

fn dispatch(engine: &dynoxide::Database, operation: &str, body: &[u8]) -> Result<String, DynoxideError> {
    match operation {
        "PutItem" => run(body, |request| engine.put_item(request)),
        "GetItem" => run(body, |request| engine.get_item(request)),
        "UpdateItem" => run(body, |request| engine.update_item(request)),
        "DeleteItem" => run(body, |request| engine.delete_item(request)),
        "Query" => run(body, |request| engine.query(request)),
        "Scan" => run(body, |request| engine.scan(request)),
        "TransactWriteItems" => run(body, |request| engine.transact_write_items(request)),
        "TransactGetItems" => run(body, |request| engine.transact_get_items(request)),
        "BatchWriteItem" => run(body, |request| engine.batch_write_item(request)),
        "BatchGetItem" => run(body, |request| engine.batch_get_item(request)),
        "DescribeTable" => run(body, |request| engine.describe_table(request)),
        "ListTables" => run(body, |request| engine.list_tables(request)),
        "DescribeTimeToLive" => run(body, |request| engine.describe_time_to_live(request)),
        // Tables are the template's to create and delete.
        _ => Err(DynoxideError::ValidationException(format!("{operation} is not hosted locally"))),
    }
}

fn run<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Result<String, DynoxideError> {
    let request = serde_json::from_slice(body).map_err(|error| unreadable(&error.to_string()))?;
    let answer = untagged(operation(request))?;
    serde_json::to_string(&answer).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// The engine's types say in a prefix of their message whether DynamoDB would call it a validation error.
fn unreadable(message: &str) -> DynoxideError {
    match message.split_once("VALIDATION:").or_else(|| message.split_once("VALIDATION_REQUEST:")) {
        Some((_, reason)) => DynoxideError::ValidationException(reason.to_owned()),
        None => DynoxideError::SerializationException(message.to_owned()),
    }
}

/// The engine marks some validation errors for its own server; on the wire they are like the others.
fn untagged<A>(result: Result<A, DynoxideError>) -> Result<A, DynoxideError> {
    result.map_err(|error| match error {
        DynoxideError::EnvelopedValidation(message) => DynoxideError::ValidationException(message),
        other => other,
    })
}
