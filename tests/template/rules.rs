//! Which event reaches whom.

use std::collections::BTreeSet;

use accommodation_contracts::catalogue::catalogue;
use serde_json::json;

use crate::template::{Resource, Template, list, text, texts};

/// What each queue gets.
const DELIVERIES: [(&str, &[&str]); 11] = [
    ("ReservationPaymentQueue", &["PaymentCompleted"]),
    ("ReservationCatalogueQueue", &["RoomRegistered", "RoomChanged", "RoomRetired"]),
    ("HoldTimerQueue", &["Reserved"]),
    ("ReservationRefundQueue", &["PaymentRefunded"]),
    ("RefundQueue", &["ReservationCancelled", "PaymentRejected"]),
    ("PaymentPromotionQueue", &["PromotionSaved", "PromotionRevoked"]),
    ("PaymentConfirmationQueue", &["ReservationConfirmed"]),
    ("PromotionPaymentQueue", &["PaymentCompleted"]),
    ("PromotionRefundQueue", &["PaymentRefunded"]),
    (
        "RoomInfoQueue",
        &[
            "RoomRegistered",
            "RoomChanged",
            "RoomRetired",
            "Reserved",
            "ReservationConfirmed",
            "ReservationCancelled",
            "ReservationExpired",
            "CheckedOut",
            "PaymentRejected",
            "PaymentCompleted",
            "PaymentDeclined",
            "PaymentRefunded",
            "PromotionSaved",
            "PromotionRedeemed",
            "PromotionRevoked",
        ],
    ),
    (
        "NoticeQueue",
        &[
            "Reserved",
            "ReservationConfirmed",
            "ReservationCancelled",
            "ReservationExpired",
            "CheckedOut",
            "PaymentRejected",
            "PaymentCompleted",
            "PaymentDeclined",
            "PaymentRefunded",
            "PromotionSaved",
            "PromotionRedeemed",
            "PromotionRevoked",
        ],
    ),
];

/// Whether a rule lets an event through.
pub(crate) fn passes(rule: Resource, source: &str, name: &str) -> bool {
    let pattern = &rule.properties["EventPattern"];
    texts(&pattern["source"]).any(|one| one == source) && texts(&pattern["detail-type"]).any(|one| one == name)
}

/// The rules that send to a queue.
pub(crate) fn rules_to<'a>(template: &'a Template, queue: &str) -> Vec<Resource<'a>> {
    let arn = format!("!GetAtt {queue}.Arn");
    let mut rules = template.rules();
    rules.retain(|rule| list(&rule.properties["Targets"]).any(|target| target["Arn"] == arn));
    rules
}

#[test]
fn every_queue_gets_its_events_once_and_no_others() {
    let template = Template::read();
    for (queue, expected) in DELIVERIES {
        for event in catalogue() {
            let rules = rules_to(&template, queue);
            let times = rules.iter().filter(|rule| passes(**rule, event.source, event.name)).count();
            assert_eq!(times, usize::from(expected.contains(&event.name)), "{} to {queue}", event.name);
        }
    }
    let queues: BTreeSet<_> = DELIVERIES.iter().map(|(queue, _)| format!("!GetAtt {queue}.Arn")).collect();
    for rule in template.rules() {
        for target in list(&rule.properties["Targets"]) {
            assert!(queues.contains(text(&target["Arn"])), "{} sends somewhere else: {target}", rule.id);
        }
    }
}

#[test]
fn a_rule_waits_for_nothing_that_nobody_publishes() {
    let events = catalogue();
    for rule in Template::read().rules() {
        let pattern = rule.properties["EventPattern"].as_object().expect("an EventPattern");
        let keys: BTreeSet<&str> = pattern.keys().map(String::as_str).collect();
        assert_eq!(keys, ["detail-type", "source"].into(), "{} looks at more: {pattern:?}", rule.id);
        for name in texts(&pattern["detail-type"]) {
            let known = events.iter().any(|event| event.name == name && passes(rule, event.source, name));
            assert!(known, "{}: nobody publishes {name}", rule.id);
        }
        for source in texts(&pattern["source"]) {
            let known = events.iter().any(|event| event.source == source && passes(rule, source, event.name));
            assert!(known, "{}: nothing of {source} passes", rule.id);
        }
    }
}

#[test]
fn every_published_event_has_a_committed_schema_and_somebody_who_waits_for_it() {
    let template = Template::read();
    let rules = template.rules();
    for event in catalogue() {
        assert!(rules.iter().any(|rule| passes(*rule, event.source, event.name)), "nobody waits for {}", event.name);
        let schema = crate::template::path("docs/events").join(format!("{}.schema.json", event.name));
        assert!(schema.exists(), "{} is missing", schema.display());
    }
}

#[test]
fn what_a_rule_cannot_deliver_lies_in_its_consumers_dead_letter_queue() {
    let template = Template::read();
    for rule in template.rules() {
        assert_eq!(rule.properties["EventBusName"], "!Ref EventBus", "{}", rule.id);
        for target in list(&rule.properties["Targets"]) {
            let queue = text(&target["Arn"]).strip_prefix("!GetAtt ").and_then(|arn| arn.strip_suffix(".Arn"));
            let redrive = &template.get(queue.expect("a queue")).properties["RedrivePolicy"];
            assert_eq!(target["DeadLetterConfig"]["Arn"], redrive["deadLetterTargetArn"], "{}", rule.id);
            assert!(target["RetryPolicy"]["MaximumRetryAttempts"].as_u64() >= Some(1), "{}", rule.id);
            assert!(target["InputTransformer"].is_null(), "consumers read the whole event");
        }
    }
}

#[test]
fn only_its_rule_may_send_to_a_queue() {
    let template = Template::read();
    let policies = template.of_kind("AWS::SQS::QueuePolicy");
    for rule in template.rules() {
        for target in list(&rule.properties["Targets"]) {
            for arn in [text(&target["Arn"]), text(&target["DeadLetterConfig"]["Arn"])] {
                let queue = arn.strip_prefix("!GetAtt ").and_then(|arn| arn.strip_suffix(".Arn")).expect("a queue");
                let of_queue = |policy: &&Resource| policy.properties["Queues"] == json!([format!("!Ref {queue}")]);
                let found: Vec<_> = policies.iter().filter(of_queue).collect();
                assert_eq!(found.len(), 1, "policies of {queue}");
                let expected = json!([{
                    "Effect": "Allow",
                    "Principal": { "Service": "events.amazonaws.com" },
                    "Action": "sqs:SendMessage",
                    "Resource": arn,
                    "Condition": { "ArnEquals": { "aws:SourceArn": format!("!GetAtt {}.Arn", rule.id) } },
                }]);
                assert_eq!(found[0].properties["PolicyDocument"]["Statement"], expected, "{queue}");
            }
        }
    }
}
