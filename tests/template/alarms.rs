//! Alarms: whom they tell, and what somebody who is woken by one can read.

use std::{collections::BTreeSet, fs};

use serde_json::json;

use crate::{
    queues::mappings,
    template::{Resource, Template, path, text},
};

fn alarms(template: &Template) -> Vec<Resource<'_>> {
    template.of_kind("AWS::CloudWatch::Alarm")
}

/// Ends deployments, and calls nobody.
pub(crate) const CANARY_ALARM: &str = "CanaryErrorsAlarm";

#[test]
fn an_alarm_tells_the_topic_when_it_begins_and_ends_and_stays_quiet_without_data() {
    let template = Template::read();
    let topic = json!([{ "!If": ["HasOwnAlarmTopic", "!Ref AlarmTopic", "!Ref AlarmTopicArn"] }]);
    for alarm in alarms(&template) {
        let expected = if alarm.id == CANARY_ALARM { &json!(null) } else { &topic };
        for actions in ["AlarmActions", "OKActions"] {
            assert_eq!(alarm.properties[actions], *expected, "{}: {actions}", alarm.id);
        }
        assert_eq!(alarm.properties["TreatMissingData"], "notBreaching", "{}", alarm.id);
    }
}

#[test]
fn only_alarms_of_this_stack_may_publish_to_its_topic() {
    let template = Template::read();
    let policy = template.get("AlarmTopicPolicy").properties;
    assert_eq!(policy["Topics"], json!(["!Ref AlarmTopic"]));
    let alarms = "!Sub arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${AWS::StackName}-*";
    let expected = json!([{
        "Effect": "Allow",
        "Principal": { "Service": "cloudwatch.amazonaws.com" },
        "Action": "sns:Publish",
        "Resource": "!Ref AlarmTopic",
        "Condition": {
            "ArnLike": { "aws:SourceArn": alarms },
            "StringEquals": { "aws:SourceAccount": "!Ref AWS::AccountId" },
        },
    }]);
    assert_eq!(policy["PolicyDocument"]["Statement"], expected);
    // Alarms that name themselves begin with the stack's name, as CloudFormation's own names do.
    for name in
        template.of_kind("AWS::CloudWatch::Alarm").iter().filter_map(|alarm| alarm.properties["AlarmName"].as_str())
    {
        assert!(name.starts_with("!Sub ${AWS::StackName}-"), "{name}");
    }
}

#[test]
fn the_runbook_has_a_part_for_each_alarm_and_for_no_other() {
    let template = Template::read();
    let runbook = fs::read_to_string(path("docs/runbook.md")).unwrap();
    let parts: BTreeSet<&str> = runbook.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let ids: BTreeSet<&str> = alarms(&template).iter().map(|alarm| alarm.id).collect();
    assert_eq!(parts, ids);
    for alarm in alarms(&template) {
        assert!(text(&alarm.properties["AlarmDescription"]).ends_with("; docs/runbook.md"), "{}", alarm.id);
    }
}

#[test]
fn each_part_of_the_runbook_says_what_it_means_where_to_look_and_what_to_do() {
    let runbook = fs::read_to_string(path("docs/runbook.md")).unwrap();
    for part in runbook.split("\n### ").skip(1) {
        let (name, rest) = part.split_once('\n').expect("a part has lines");
        let own = rest.split("\n## ").next().unwrap_or_default();
        for word in ["**Means:**", "**Look:**", "**Do:**"] {
            assert_eq!(own.matches(word).count(), 1, "{name}: {word}");
        }
    }
}

/// Queues whose consumers nobody waits for, and which reconcilers look after.
const UNWATCHED: [&str; 6] = [
    "HoldTimerQueue",
    "PaymentConfirmationQueue",
    "PaymentPromotionQueue",
    "PromotionRefundQueue",
    "ReservationRefundQueue",
    "SettleQueue",
];

#[test]
fn a_queue_that_people_wait_for_is_watched_for_its_age() {
    let template = Template::read();
    let found = alarms(&template);
    for (_, queue, _) in mappings(&template) {
        let dimension = json!([{ "Name": "QueueName", "Value": format!("!GetAtt {}.QueueName", queue.id) }]);
        let is_watched = found.iter().any(|alarm| {
            alarm.properties["MetricName"] == "ApproximateAgeOfOldestMessage"
                && alarm.properties["Dimensions"] == dimension
        });
        assert_eq!(is_watched, !UNWATCHED.contains(&queue.id), "{}", queue.id);
    }
}
