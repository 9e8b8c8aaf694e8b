//! Where the functions' lines are, and who reads the bad ones.

use std::collections::BTreeSet;

use serde_json::json;

use crate::{
    functions::pascal_case,
    template::{Resource, Template, text},
};

const LOG_GROUP: &str = "AWS::Logs::LogGroup";

/// Binaries that are no context's, and share a log group.
const SYSTEM: [&str; 3] = ["health", "identity", "pre-traffic"];

/// The log group that a function's context has, without `LogGroup`.
fn group(function: Resource) -> String {
    if SYSTEM.contains(&function.binary()) { "System".to_owned() } else { pascal_case(function.binary()) }
}

#[test]
fn a_context_has_one_log_group_and_it_forgets() {
    let template = Template::read();
    let mut used = BTreeSet::from(["HttpApiLogGroup".to_owned()]);
    for function in template.functions() {
        let name = format!("{}LogGroup", group(function));
        assert_eq!(function.properties["LoggingConfig"], json!({ "LogGroup": format!("!Ref {name}") }));
        let place = if name == "SystemLogGroup" { "system" } else { function.binary() };
        let expected = format!("!Sub /aws/lambda/${{AWS::StackName}}/{place}");
        assert_eq!(template.get(&name).properties["LogGroupName"], expected);
        used.insert(name);
    }
    let groups = template.of_kind(LOG_GROUP);
    assert_eq!(groups.iter().map(|group| group.id.to_owned()).collect::<BTreeSet<_>>(), used);
    for group in groups {
        assert_eq!(group.properties["RetentionInDays"], "!Ref LogRetentionDays", "{}", group.id);
    }
}

#[test]
fn lines_are_json_and_metrics_are_among_them() {
    let template = Template::read();
    let expected = json!({ "LogFormat": "JSON", "ApplicationLogLevel": "!Ref LogLevel", "SystemLogLevel": "INFO" });
    assert_eq!(template.0["Globals"]["Function"]["LoggingConfig"], expected);
    // A metric's line bears no level and counts as INFO: a higher level would drop it.
    assert_eq!(template.0["Parameters"]["LogLevel"]["AllowedValues"], json!(["DEBUG", "INFO"]));
}

/// Asserts that there is a filter of this pattern, and an alarm that goes off when more lines than `threshold` pass it.
fn counts(template: &Template, log_group: &str, metric: &str, pattern: &str, alarm: &str, threshold: u64) {
    let transformation =
        json!([{ "MetricNamespace": "!Ref AWS::StackName", "MetricName": metric, "MetricValue": "1" }]);
    let expected = json!({
        "LogGroupName": format!("!Ref {log_group}"),
        "FilterPattern": pattern,
        "MetricTransformations": transformation,
    });
    assert_eq!(*template.get(metric).properties, expected, "{metric}");
    let alarm = template.get(alarm).properties;
    for (property, value) in [
        ("Namespace", json!("!Ref AWS::StackName")),
        ("MetricName", json!(metric)),
        ("Statistic", json!("Sum")),
        ("ComparisonOperator", json!("GreaterThanThreshold")),
        ("Threshold", json!(threshold)),
    ] {
        assert_eq!(alarm[property], value, "{metric}: {property}");
    }
}

#[test]
fn what_fails_in_a_context_is_an_alarm() {
    let template = Template::read();
    let pattern = r#"{ $.level = "ERROR" || ($.type = "platform.report" && $.record.status != "success") }"#;
    for log_group in template.of_kind(LOG_GROUP).into_iter().filter(|group| group.id != "HttpApiLogGroup") {
        let name =
            text(&json!(log_group.id)).strip_suffix("LogGroup").expect("a name that ends in LogGroup").to_owned();
        counts(&template, log_group.id, &format!("{name}Errors"), pattern, &format!("{name}ErrorsAlarm"), 5);
    }
}

#[test]
fn what_a_reconciler_finds_is_an_alarm() {
    let template = Template::read();
    let functions = template.functions();
    let reconcilers: Vec<_> = functions.iter().filter(|found| found.handler().starts_with("reconcile-")).collect();
    assert_eq!(reconcilers.len(), 2);
    for reconciler in reconcilers {
        let name = reconciler.id.strip_suffix("Function").expect("a name that ends in Function");
        // Its log lines are JSON objects with a level, and an ERROR is one that found something, or could not look.
        let pattern = format!(r#"{{ $.level = "ERROR" && $.function = "{}" }}"#, reconciler.handler());
        let log_group = format!("{}LogGroup", group(*reconciler));
        counts(&template, &log_group, &format!("{name}Findings"), &pattern, &format!("{name}Alarm"), 0);
    }
}
