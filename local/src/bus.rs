//! EventBridge: events put on a bus go to the queues of the rules that match them.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use platform::random;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    arns, clock,
    filter::{Filter, PatternError},
    ids,
    queues::{NewMessage, QueueError, Queues},
    service_faults::ServiceFault,
    template::RuleSpec,
};

/// How many events one call may put.
const MOST_ENTRIES: usize = 10;

/// All buses with their rules.
#[derive(Debug)]
pub struct Bus {
    buses: BTreeSet<String>,
    rules: Vec<Rule>,
    queues: Arc<Queues>,
}

#[derive(Debug)]
struct Rule {
    bus: String,
    filter: Filter,
    targets: Vec<String>,
}

/// A request that is refused as a whole.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct BusError(String);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutEvents {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    source: Option<String>,
    detail_type: Option<String>,
    detail: Option<String>,
    event_bus_name: Option<String>,
    #[serde(default)]
    resources: Vec<String>,
    time: Option<f64>,
}

/// A refused entry: EventBridge's code and message.
struct Refused(&'static str, String);

impl From<QueueError> for Refused {
    fn from(error: QueueError) -> Self {
        Self("InternalFailure", error.to_string())
    }
}

impl Bus {
    /// Compiles the template's rules.
    pub fn new(buses: BTreeSet<String>, rules: &[RuleSpec], queues: Arc<Queues>) -> Result<Self, PatternError> {
        let rule = |rule: &RuleSpec| {
            let filter = Filter::new(&format!("rule {}", rule.name), [&rule.pattern])?;
            Ok(Rule { bus: rule.bus.clone(), filter, targets: rule.queues.clone() })
        };
        let rules = rules.iter().map(rule).collect::<Result<_, _>>()?;
        Ok(Self { buses, rules, queues })
    }

    /// Answers `PutEvents`: each entry by itself, in their order, with what goes wrong on purpose.
    pub fn put_events(&self, body: &[u8], fault: &ServiceFault) -> Result<Value, BusError> {
        let request: PutEvents = serde_json::from_slice(body).map_err(|error| BusError(error.to_string()))?;
        if request.entries.is_empty() || request.entries.len() > MOST_ENTRIES {
            return Err(BusError(format!("Entries must have 1 to {MOST_ENTRIES} members")));
        }
        let mut failed = 0;
        let entries: Vec<Value> = request
            .entries
            .into_iter()
            .map(|entry| match self.put(entry, fault) {
                Ok(id) => json!({ "EventId": id }),
                Err(Refused(code, message)) => {
                    failed += 1;
                    json!({ "ErrorCode": code, "ErrorMessage": message })
                }
            })
            .collect();
        Ok(json!({ "FailedEntryCount": failed, "Entries": entries }))
    }

    /// Puts one event into all queues that want it, or into none.
    fn put(&self, entry: Entry, fault: &ServiceFault) -> Result<String, Refused> {
        if ids::chance(fault.partial_failure_rate) {
            return Err(Refused("ThrottlingException", "an injected fault".to_owned()));
        }
        let bus = entry.event_bus_name.as_deref().map_or("default", arns::last_segment).to_owned();
        if !self.buses.contains(&bus) {
            return Err(Refused("ResourceNotFoundException", format!("Event bus {bus} does not exist.")));
        }
        let id = ids::fresh();
        let event = event(&id, entry)?.to_string();
        let rules = self.rules.iter().filter(|rule| rule.bus == bus && rule.filter.lets_through(&event));
        let mut messages = Vec::new();
        for queue in rules.flat_map(|rule| &rule.targets) {
            for _ in 0..=u8::from(ids::chance(fault.duplicate_rate)) {
                messages.push((queue.as_str(), self.message(queue, &event, fault)?));
            }
        }
        if messages.is_empty() {
            tracing::debug!(event_id = id, "no rule wants the event");
        } else {
            self.queues.send(&messages)?;
        }
        Ok(id)
    }

    /// The event for one of its queues, later than it should be if deliveries are shuffled.
    fn message(&self, queue: &str, event: &str, fault: &ServiceFault) -> Result<NewMessage, Refused> {
        let message = NewMessage::of(event);
        if fault.shuffle_ms == 0 {
            return Ok(message);
        }
        let late = random::jitter(Duration::from_millis(fault.shuffle_ms));
        Ok(NewMessage { delay: Some(self.queues.spec(queue)?.delay + late), ..message })
    }
}

/// The event as its targets see it.
fn event(id: &str, entry: Entry) -> Result<Value, Refused> {
    let missing = |name: &str| Refused("InvalidArgument", format!("Parameter {name} is not valid."));
    let given =
        |value: Option<String>, name: &str| value.filter(|value| !value.is_empty()).ok_or_else(|| missing(name));
    let source = given(entry.source, "Source")?;
    let detail_type = given(entry.detail_type, "DetailType")?;
    let detail = serde_json::from_str::<Value>(&given(entry.detail, "Detail")?);
    let detail = detail.ok().filter(Value::is_object);
    let detail = detail.ok_or_else(|| Refused("MalformedDetail", "Detail is malformed.".to_owned()))?;
    let time = entry.time.and_then(|seconds| jiff::SignedDuration::try_from_secs_f64(seconds).ok());
    let time = time.and_then(|since| jiff::Timestamp::from_duration(since).ok()).unwrap_or_else(clock::now);
    Ok(envelope(id, &source, &detail_type, time, &entry.resources, &detail))
}

/// An event as EventBridge writes it, its time in whole seconds.
pub fn envelope(
    id: &str,
    source: &str,
    detail_type: &str,
    time: jiff::Timestamp,
    resources: &[String],
    detail: &Value,
) -> Value {
    let time = jiff::Timestamp::from_second(time.as_second()).unwrap_or(time);
    json!({
        "version": "0",
        "id": id,
        "detail-type": detail_type,
        "source": source,
        "account": arns::ACCOUNT,
        "time": time.to_string(),
        "region": arns::REGION,
        "resources": resources,
        "detail": detail,
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{state::State, template::QueueSpec};

    fn bus() -> (Bus, Arc<Queues>) {
        let queue = |name: &str| QueueSpec {
            name: name.to_owned(),
            delay: Duration::ZERO,
            visibility: Duration::from_secs(30),
            retention: Duration::from_hours(1),
            redrive: None,
        };
        let state = Arc::new(State::open(None).unwrap());
        let queues = Arc::new(Queues::new(state, &[queue("rooms"), queue("all")]));
        let rule = |name: &str, pattern: &str, queues: &[&str]| RuleSpec {
            name: name.to_owned(),
            bus: "bus".to_owned(),
            pattern: pattern.to_owned(),
            queues: queues.iter().map(|&queue| queue.to_owned()).collect(),
            dead_letters: Vec::new(),
        };
        let rules = [
            rule("rooms", r#"{"source":["accommodation.room"],"detail-type":["RoomRegistered"]}"#, &["rooms", "all"]),
            rule("all", r#"{"source":[{"prefix":"accommodation."}]}"#, &["all"]),
        ];
        (Bus::new(["bus".to_owned()].into(), &rules, Arc::clone(&queues)).unwrap(), queues)
    }

    fn entry(source: &str, detail: &str) -> Value {
        json!({ "Source": source, "DetailType": "RoomRegistered", "Detail": detail, "EventBusName": "bus" })
    }

    #[test]
    fn an_event_goes_to_every_queue_whose_rule_matches_once_per_rule() {
        let (bus, queues) = bus();
        let put = json!({ "Entries": [entry("accommodation.room", r#"{"data":1}"#), entry("elsewhere", "{}")] });
        let answer = bus.put_events(put.to_string().as_bytes(), &ServiceFault::default()).unwrap();
        assert_eq!(answer["FailedEntryCount"], 0);
        assert_eq!(queues.depth("rooms").unwrap().visible, 1);
        assert_eq!(queues.depth("all").unwrap().visible, 2);
        let event: Value = serde_json::from_str(&queues.receive("rooms", 1, None).unwrap()[0].body).unwrap();
        assert_eq!((&event["detail"]["data"], &event["detail-type"]), (&json!(1), &json!("RoomRegistered")));
        assert_eq!(event["id"], answer["Entries"][0]["EventId"]);
    }

    #[test]
    fn on_purpose_an_event_comes_twice_and_late() {
        let (bus, queues) = bus();
        let put = json!({ "Entries": [entry("accommodation.room", "{}")] }).to_string();
        let fault = ServiceFault { duplicate_rate: 1.0, ..ServiceFault::default() };
        bus.put_events(put.as_bytes(), &fault).unwrap();
        assert_eq!(queues.depth("rooms").unwrap().visible, 2);
        let fault = ServiceFault { shuffle_ms: 3_600_000, ..ServiceFault::default() };
        bus.put_events(put.as_bytes(), &fault).unwrap();
        assert_eq!(queues.depth("rooms").unwrap().delayed, 1);
    }

    #[test]
    fn a_refused_entry_is_named_and_does_not_fail_the_others() {
        let (bus, queues) = bus();
        let mut elsewhere = entry("accommodation.room", "{}");
        elsewhere["EventBusName"] = json!("other");
        let entries = json!([entry("accommodation.room", "[]"), elsewhere, entry("accommodation.room", "{}")]);
        let answer =
            bus.put_events(json!({ "Entries": entries }).to_string().as_bytes(), &ServiceFault::default()).unwrap();
        assert_eq!(answer["FailedEntryCount"], 2);
        assert_eq!(answer["Entries"][0]["ErrorCode"], "MalformedDetail");
        assert_eq!(answer["Entries"][1]["ErrorCode"], "ResourceNotFoundException");
        assert_eq!(queues.depth("rooms").unwrap().visible, 1);
    }
}
