//! What the failure destination learns of a batch that was given up: where it is in the stream, not what it said.

use serde_json::{Value, json};

use crate::{arns, clock, database::Record, ids, template::MappingSpec};

/// Why a batch was given up, in Lambda's words.
#[derive(Debug, Clone, Copy)]
pub enum Reason {
    /// It failed as often as the mapping allows.
    RetryAttemptsExhausted,
    /// Its records are older than the mapping allows.
    MaximumRecordAgeExceeded,
}

/// The message for the failure queue.
pub fn message(mapping: &MappingSpec, table: &str, records: &[Record], reason: Reason, attempts: u32) -> Value {
    let ends = (records.first(), records.last());
    let number = |record: Option<&Record>| record.map(|record| record.sequence_number.clone());
    let arrival = |record: Option<&Record>| {
        #[expect(clippy::cast_possible_truncation, reason = "whole seconds, as the stream has them")]
        record.and_then(|record| jiff::Timestamp::from_second(record.created as i64).ok()).map(|time| time.to_string())
    };
    json!({
        "requestContext": {
            "requestId": ids::fresh(),
            "functionArn": arns::function(&mapping.function),
            "condition": format!("{reason:?}"),
            "approximateInvokeCount": attempts,
        },
        "responseContext": { "statusCode": 200, "executedVersion": "1", "functionError": "Unhandled" },
        "version": "1.0",
        "timestamp": clock::now().to_string(),
        "DDBStreamBatchInfo": {
            "shardId": dynoxide::streams::shard_id(table),
            "startSequenceNumber": number(ends.0),
            "endSequenceNumber": number(ends.1),
            "approximateArrivalOfFirstRecord": arrival(ends.0),
            "approximateArrivalOfLastRecord": arrival(ends.1),
            "batchSize": records.len(),
            "streamArn": arns::stream(table),
        },
    })
}
