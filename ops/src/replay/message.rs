//! The message that the bus makes of an event: consumers read no other.

use platform::{clock, random, store::OutboxEntry};
use serde::Serialize;
use serde_json::value::RawValue;

/// The event as its targets see it, in the order that EventBridge writes it.
#[derive(Serialize)]
struct BusEvent<'a> {
    version: &'a str,
    id: String,
    #[serde(rename = "detail-type")]
    detail_type: &'a str,
    source: &'a str,
    account: &'a str,
    time: String,
    region: &'a str,
    resources: [&'a str; 0],
    detail: &'a RawValue,
}

/// The body for the queue of this ARN, of the bus's account and region.
pub fn of(entry: &OutboxEntry, queue_arn: &str) -> Result<String, serde_json::Error> {
    let mut arn = queue_arn.split(':').skip(3);
    let (region, account) = (arn.next().unwrap_or_default(), arn.next().unwrap_or_default());
    serde_json::to_string(&BusEvent {
        version: "0",
        id: uuid(&random::id()),
        detail_type: &entry.detail_type,
        source: &entry.source,
        account,
        time: clock::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        region,
        resources: [],
        detail: serde_json::from_str(&entry.detail)?,
    })
}

/// Hexadecimal digits as a UUID writes them.
fn uuid(digits: &str) -> String {
    let mut text = digits.to_owned();
    for place in [20, 16, 12, 8] {
        if text.is_char_boundary(place) {
            text.insert(place, '-');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// A message that the bus delivered, as the sample event of a consumer has it.
    fn delivered() -> Value {
        let sample = include_str!("../../../events/copy-catalogue.json");
        let sample: Value = serde_json::from_str(sample).unwrap();
        serde_json::from_str(sample["Records"][0]["body"].as_str().unwrap()).unwrap()
    }

    #[test]
    fn it_is_what_the_bus_delivers() {
        let expected = delivered();
        let text = |name: &str| expected[name].as_str().unwrap().to_owned();
        let entry = OutboxEntry {
            source: text("source"),
            detail_type: text("detail-type"),
            detail: expected["detail"].to_string(),
        };
        let arn = format!("arn:aws:sqs:{}:{}:any", text("region"), text("account"));
        let body = of(&entry, &arn).unwrap();
        assert!(body.contains(&entry.detail), "the envelope is as the outbox has it: {body}");
        let mut made: Value = serde_json::from_str(&body).unwrap();
        for own in ["id", "time"] {
            assert_eq!(made[own].as_str().map(str::len), expected[own].as_str().map(str::len), "{own}: {made}");
            made[own] = expected[own].clone();
        }
        assert_eq!(made.to_string(), expected.to_string());
    }
}
