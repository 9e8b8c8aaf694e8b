//! When a message may be seen, and by whom.

use std::{sync::Arc, time::Duration};

use serde_json::json;

use super::{NewMessage, QueueError, Queues};
use crate::{state::State, template::QueueSpec};

fn queue(name: &str, redrive: Option<(&str, u32)>) -> QueueSpec {
    QueueSpec {
        name: name.to_owned(),
        delay: Duration::ZERO,
        visibility: Duration::from_secs(30),
        retention: Duration::from_mins(1),
        redrive: redrive.map(|(target, most)| (target.to_owned(), most)),
    }
}

fn queues() -> Queues {
    let specs = [queue("work", Some(("dead", 2))), queue("dead", None)];
    Queues::new(Arc::new(State::open(None).unwrap()), &specs)
}

#[test]
fn a_message_is_hidden_while_somebody_works_on_it() {
    let queues = queues();
    queues.send(&[("work", NewMessage::of("a"))]).unwrap();
    assert_eq!(queues.receive("work", 10, None).unwrap().len(), 1);
    assert!(queues.receive("work", 10, None).unwrap().is_empty());
    assert_eq!(queues.depth("work").unwrap().in_flight, 1);
}

#[tokio::test]
async fn nobody_hides_a_message_for_more_than_twelve_hours() {
    let queues = queues();
    queues.send(&[("work", NewMessage::of("a"))]).unwrap();
    let receive = async |seconds: u64| {
        let body = json!({ "QueueUrl": "http://host/0/work", "VisibilityTimeout": seconds }).to_string();
        super::answer(&queues, "http://host", "ReceiveMessage", body.as_bytes()).await
    };
    // The second one as milliseconds, with the time of day added, is no 64-bit number any more.
    for seconds in [43_201, i64::MAX.unsigned_abs() / 1_000] {
        assert_eq!(receive(seconds).await.unwrap_err().code, "InvalidParameterValue", "{seconds}");
    }
    assert_eq!(receive(43_200).await.unwrap()["Messages"].as_array().unwrap().len(), 1);
}

#[test]
fn a_message_received_too_often_is_a_dead_letter_and_keeps_its_id() {
    let queues = queues();
    let id = queues.send(&[("work", NewMessage::of("a"))]).unwrap().remove(0);
    for attempt in 1..=2 {
        let message = queues.receive("work", 1, Some(Duration::ZERO)).unwrap().remove(0);
        assert_eq!((message.received, message.dead_letter_source), (attempt, None));
    }
    assert!(queues.receive("work", 1, None).unwrap().is_empty());
    let dead = queues.receive("dead", 1, None).unwrap().remove(0);
    assert_eq!((dead.id, dead.received), (id, 1));
    assert!(dead.dead_letter_source.unwrap().ends_with(":work"));
}

#[test]
fn only_the_receipt_of_the_last_delivery_counts() {
    let queues = queues();
    queues.send(&[("work", NewMessage::of("a"))]).unwrap();
    let receive = || queues.receive("work", 1, Some(Duration::ZERO)).unwrap().remove(0).receipt;
    let (old, new) = (receive(), receive());
    queues.delete("work", [old.as_str()]).unwrap();
    let depth = queues.depth("work").unwrap();
    assert_eq!(depth.visible + depth.in_flight, 1);
    assert!(matches!(queues.change_visibility("work", &old, Duration::ZERO), Err(QueueError::NotInFlight)));
    queues.delete("work", [new.as_str()]).unwrap();
    let depth = queues.depth("work").unwrap();
    assert_eq!(depth.visible + depth.in_flight, 0);
}

#[test]
fn messages_for_several_queues_are_sent_all_or_none() {
    let queues = queues();
    let refused = queues.send(&[("work", NewMessage::of("a")), ("nobody", NewMessage::of("a"))]);
    assert!(matches!(refused, Err(QueueError::NoQueue(name)) if name == "nobody"));
    assert_eq!(queues.depth("work").unwrap().visible, 0);
}

#[test]
fn a_message_is_forgotten_when_its_time_is_over() {
    let spec = QueueSpec { retention: Duration::from_millis(1), ..queue("short", None) };
    let queues = Queues::new(Arc::new(State::open(None).unwrap()), &[spec, queue("long", None)]);
    queues.send(&[("short", NewMessage::of("a")), ("long", NewMessage::of("a"))]).unwrap();
    std::thread::sleep(Duration::from_millis(5));
    queues.forget_expired().unwrap();
    let left = |name: &str| queues.depth(name).unwrap().visible;
    assert_eq!((left("short"), left("long")), (0, 1));
}
