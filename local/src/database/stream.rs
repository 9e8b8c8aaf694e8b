//! A table's stream, record by record, in the JSON in which Lambda hands it to functions.

use dynoxide::actions::{get_records::GetRecordsRequest, get_shard_iterator::GetShardIteratorRequest};
use serde_json::{Value, json};

use super::{Database, DatabaseError};
use crate::arns;

/// One change of an item.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its place in the stream.
    pub sequence_number: String,
    /// When the change was made, in seconds since 1970.
    pub created: f64,
    /// As functions get it.
    pub json: Value,
}

/// How far a reader of a stream is.
#[derive(Debug, Clone)]
pub struct Cursor {
    table: String,
    iterator: String,
}

impl Database {
    /// A cursor after the record with this number; without one at the oldest record, or behind the newest.
    pub async fn cursor(&self, table: &str, after: Option<String>, from_oldest: bool) -> Result<Cursor, DatabaseError> {
        let kind = match (&after, from_oldest) {
            (Some(_), _) => "AFTER_SEQUENCE_NUMBER",
            (None, true) => "TRIM_HORIZON",
            (None, false) => "LATEST",
        };
        let request = GetShardIteratorRequest {
            stream_arn: arns::stream(table),
            shard_id: dynoxide::streams::shard_id(table),
            shard_iterator_type: kind.to_owned(),
            sequence_number: after,
        };
        let iterator = self.run(|engine| engine.get_shard_iterator(request)).await?.shard_iterator;
        Ok(Cursor { table: table.to_owned(), iterator: iterator.unwrap_or_default() })
    }

    /// The next records, at most `most`. The cursor moves past them.
    pub async fn next_records(&self, cursor: &mut Cursor, most: usize) -> Result<Vec<Record>, DatabaseError> {
        let request = GetRecordsRequest { shard_iterator: cursor.iterator.clone(), limit: Some(most) };
        let answer = self.run(|engine| engine.get_records(request)).await?;
        if let Some(next) = answer.next_shard_iterator {
            cursor.iterator = next;
        }
        let arn = arns::stream(&cursor.table);
        Ok(answer
            .records
            .iter()
            .map(|record| {
                let mut value = serde_json::to_value(record).unwrap_or_default();
                value["awsRegion"] = json!(arns::REGION);
                value["eventSourceARN"] = json!(arn);
                Record {
                    sequence_number: record.dynamodb.sequence_number.clone(),
                    created: record.dynamodb.approximate_creation_date_time,
                    json: value,
                }
            })
            .collect())
    }
}
