//! What `ops` reads: dead letters, whoever wrote them, and the file in which a replay keeps how far it is.

use std::{fs, path::PathBuf};

use aws_sdk_sqs::types::Message;
use ops::{
    consumers::Consumer,
    contexts::Context,
    dead_letters::{Content, Letter},
    replay::{Checkpoint, Replay},
};
use serde_json::{Value, json};

use super::{Target, seeds};

pub const TARGET: Target = Target { name: "operator", seeds, run };

const CHECKPOINT: &str = r#"{"context":"room","to":"project-room-info","positions":["start",{"after":"Room#101"}]}"#;
const POINTER: &str = r#"{"requestContext":{"condition":"RetryAttemptsExhausted"},"DDBStreamBatchInfo":{"streamArn":"arn:aws:dynamodb:ap-northeast-2:0:table/accommodation-dev-RoomTable-1A/stream/2026","batchSize":3,"approximateArrivalOfFirstRecord":"a","approximateArrivalOfLastRecord":"b"}}"#;

/// Messages and records as they lie in queues of dead letters, and a checkpoint.
fn seeds() -> Vec<Vec<u8>> {
    let samples = seeds::samples();
    let records = samples.values().filter_map(|sample| sample["Records"].as_array()).flatten();
    let letters = records.map(|record| match &record["body"] {
        Value::String(body) => body.clone(),
        _ => json!({ "reason": "MalformedDetail", "record": record }).to_string(),
    });
    letters.chain([CHECKPOINT.to_owned(), POINTER.to_owned()]).map(String::into_bytes).collect()
}

fn run(input: &[u8]) {
    let letter = Letter::of(Message::builder().body(String::from_utf8_lossy(input)).build());
    if let Content::Parked(parked) = letter.content() {
        parked.events();
    }
    let path = file();
    fs::write(&path, input).unwrap();
    let to = Consumer::named("project-room-info").unwrap();
    let replay = Replay { context: Context::Room, to, id: None, segments: 2, checkpoint: Some(path.clone()) };
    match Checkpoint::open(&replay) {
        Ok(checkpoint) => assert_eq!(checkpoint.segments(), 2),
        // What is none is left as it is.
        Err(_) => assert_eq!(fs::read(&path).unwrap(), input),
    }
    fs::remove_file(&path).unwrap();
}

/// A file of this thread of this process.
fn file() -> PathBuf {
    let thread = format!("{:?}", std::thread::current().id());
    let thread: String = thread.chars().filter(char::is_ascii_digit).collect();
    std::env::temp_dir().join(format!("accommodation-fuzz-{}-{thread}", std::process::id()))
}
