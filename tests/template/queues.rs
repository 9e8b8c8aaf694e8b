//! No message is lost: where it goes when it fails, how long it stays there, and who hears of it.

use serde_json::json;

use crate::template::{MAPPING, QUEUE, Resource, Template, list, text};

/// Queues at the end of the road: what lies in them waits for an operator.
fn terminal(queue: Resource) -> bool {
    queue.id.ends_with("DeadLetterQueue") || ["OutboxParkedQueue", "OutboxFailureQueue"].contains(&queue.id)
}

const FOURTEEN_DAYS: u64 = 14 * 24 * 60 * 60;

#[test]
fn every_queue_has_a_dead_letter_queue_of_its_own() {
    let template = Template::read();
    for queue in template.of_kind(QUEUE).into_iter().filter(|queue| !terminal(*queue)) {
        let name = queue.id.strip_suffix("Queue").expect("a name that ends in Queue");
        let redrive = &queue.properties["RedrivePolicy"];
        assert_eq!(redrive["deadLetterTargetArn"], format!("!GetAtt {name}DeadLetterQueue.Arn"));
        assert!(redrive["maxReceiveCount"].as_u64() >= Some(5), "{}", queue.id);
    }
}

#[test]
fn what_failed_is_kept_fourteen_days_and_somebody_hears_of_it() {
    let template = Template::read();
    let alarms = template.of_kind("AWS::CloudWatch::Alarm");
    for queue in template.of_kind(QUEUE).into_iter().filter(|queue| terminal(*queue)) {
        assert_eq!(queue.properties["MessageRetentionPeriod"], FOURTEEN_DAYS, "{}", queue.id);
        assert!(queue.properties["RedrivePolicy"].is_null(), "{} is not the end", queue.id);
        let dimension = json!({ "Name": "QueueName", "Value": format!("!GetAtt {}.QueueName", queue.id) });
        let watches = |alarm: &&Resource| list(&alarm.properties["Dimensions"]).any(|found| *found == dimension);
        let alarm = alarms.iter().find(watches).unwrap_or_else(|| panic!("{} has no alarm", queue.id)).properties;
        assert_eq!(alarm["MetricName"], "ApproximateNumberOfMessagesVisible", "{}", queue.id);
        assert_eq!((&alarm["ComparisonOperator"], &alarm["Threshold"]), (&json!("GreaterThanThreshold"), &json!(0)));
    }
}

#[test]
fn every_queue_is_encrypted() {
    for queue in Template::read().of_kind(QUEUE) {
        assert_eq!(queue.properties["SqsManagedSseEnabled"], true, "{}", queue.id);
    }
}

/// The mappings of queues, with queue and function.
pub(crate) fn mappings(template: &Template) -> Vec<(Resource<'_>, Resource<'_>, Resource<'_>)> {
    let mut found = Vec::new();
    for mapping in template.of_kind(MAPPING) {
        let source = text(&mapping.properties["EventSourceArn"]);
        let Some(queue) = source.strip_prefix("!GetAtt ").and_then(|source| source.strip_suffix("Queue.Arn")) else {
            continue;
        };
        let function = text(&mapping.properties["FunctionName"]);
        let function = function.strip_prefix("!Ref ").and_then(|name| name.strip_suffix(".Alias"));
        let function = template.get(function.expect("the function's alias"));
        found.push((mapping, template.get(&format!("{queue}Queue")), function));
    }
    found
}

#[test]
fn every_queue_has_one_consumer_that_may_read_it_and_no_other() {
    let template = Template::read();
    let mappings = mappings(&template);
    for queue in template.of_kind(QUEUE) {
        let readers: Vec<_> = mappings.iter().filter(|(_, read, _)| read.id == queue.id).collect();
        assert_eq!(readers.len(), usize::from(!terminal(queue)), "consumers of {}", queue.id);
        let arn = format!("!GetAtt {}.Arn", queue.id);
        for action in ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"] {
            for function in template.functions() {
                let reads = readers.iter().any(|(_, _, reader)| reader.id == function.id);
                assert_eq!(function.may(action).contains(arn.as_str()), reads, "{} {action} {arn}", function.id);
            }
        }
    }
}

#[test]
fn a_message_is_hidden_longer_than_its_consumer_can_take() {
    let template = Template::read();
    for (_, queue, function) in mappings(&template) {
        let visibility = queue.properties["VisibilityTimeout"].as_u64().expect("a VisibilityTimeout");
        let least = 6 * template.timeout(function);
        assert!(visibility >= least, "{}: {visibility} s, at least {least} s", queue.id);
    }
}

#[test]
fn a_queue_delays_what_has_time_and_nothing_else() {
    for queue in Template::read().of_kind(QUEUE) {
        let expected = match queue.id {
            "HoldTimerQueue" => json!("!Ref HoldSeconds"),
            "PromotionPaymentQueue" => json!(5),
            _ => json!(null),
        };
        assert_eq!(queue.properties["DelaySeconds"], expected, "{}", queue.id);
    }
}

#[test]
fn one_failed_message_never_brings_back_its_batch() {
    let template = Template::read();
    for (mapping, _, _) in mappings(&template) {
        assert_eq!(mapping.properties["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]), "{}", mapping.id);
        assert!(mapping.properties["ScalingConfig"]["MaximumConcurrency"].as_u64() >= Some(2), "{}", mapping.id);
    }
}
