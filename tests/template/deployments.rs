//! How new code gets its traffic, and how big the stack may become.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    alarms::CANARY_ALARM,
    functions::{Entry, entries},
    template::{Resource, Template, list, text},
};

/// Whether somebody waits for the function.
fn is_waited_for(template: &Template, function: Resource) -> bool {
    entries(template, function).iter().any(|entry| matches!(entry, Entry::Route | Entry::Call | Entry::SignIn))
}

#[test]
fn what_somebody_waits_for_is_tried_on_a_tenth_of_them_first() {
    let template = Template::read();
    let canary = &template.0["Globals"]["Function"]["DeploymentPreference"];
    assert_eq!(canary["Enabled"], "!Ref CanaryDeployments");
    assert_eq!(canary["Type"], "Canary10Percent5Minutes");
    // The whole function: a hook is known by its name alone.
    assert_eq!(canary["Hooks"], json!({ "PreTraffic": format!("!Ref {}", template.function("check-version").id) }));
    for function in template.functions() {
        let own = &function.properties["DeploymentPreference"];
        let expected = if is_waited_for(&template, function) { json!(null) } else { json!({ "Enabled": false }) };
        assert_eq!(*own, expected, "{}", function.id);
    }
}

#[test]
fn errors_of_every_context_that_is_tried_out_stop_a_deployment() {
    let template = Template::read();
    let canary = &template.0["Globals"]["Function"]["DeploymentPreference"];
    let (alarms, conditional): (Vec<&Value>, Vec<&Value>) =
        list(&canary["Alarms"]).partition(|alarm| alarm.is_string());
    assert!(alarms.len() + conditional.len() <= 10, "CodeDeploy takes ten");
    let only_then = json!({ "!If": ["HasCanaries", format!("!Ref {CANARY_ALARM}"), "!Ref AWS::NoValue"] });
    assert_eq!(conditional, [&only_then]);
    let alarms: Vec<&str> = alarms.into_iter().map(text).collect();
    let names = ["http-api-errors", "http-api-latency"].map(|name| format!("!Sub ${{AWS::StackName}}-{name}"));
    for (id, name) in ["HttpApiErrorsAlarm", "HttpApiLatencyAlarm"].into_iter().zip(&names) {
        assert_eq!(template.get(id).properties["AlarmName"], *name);
        assert!(alarms.contains(&name.as_str()), "{name}");
    }
    for function in template.functions().into_iter().filter(|function| is_waited_for(&template, *function)) {
        let log_group = function.properties["LoggingConfig"]["LogGroup"].as_str().expect("a log group");
        let alarm = log_group.replace("LogGroup", "ErrorsAlarm");
        assert!(alarms.contains(&alarm.as_str()), "{}: {alarm}", function.id);
    }
}

#[test]
fn a_few_errors_of_any_context_stop_a_deployment() {
    let template = Template::read();
    let alarm = template.get(CANARY_ALARM);
    assert_eq!(alarm.whole["Condition"], "HasCanaries");
    let metrics = list(&alarm.properties["Metrics"]);
    let (sum, added): (Vec<&Value>, Vec<&Value>) = metrics.partition(|metric| metric["ReturnData"].is_null());
    let ids: Vec<&str> = added.iter().map(|metric| text(&metric["Id"])).collect();
    assert_eq!(text(&sum[0]["Expression"]), format!("SUM([{}])", ids.join(", ")));
    let watched: BTreeSet<&str> =
        added.iter().map(|metric| text(&metric["MetricStat"]["Metric"]["MetricName"])).collect();
    let canary = &template.0["Globals"]["Function"]["DeploymentPreference"];
    let alarms = list(&canary["Alarms"]).filter_map(Value::as_str).filter_map(|alarm| alarm.strip_prefix("!Ref "));
    assert_eq!(watched, alarms.map(|alarm| text(&template.get(alarm).properties["MetricName"])).collect());
}

#[test]
fn the_stack_stays_under_400_resources() {
    let template = Template::read();
    // SAM makes of a function also its role, version and alias, and a deployment group if it is tried out; of a route a
    // permission; of the API a stage; of all deployments an application and a role.
    let functions = template.functions();
    let events = functions.iter().filter_map(|function| function.properties["Events"].as_object());
    let routes: usize = events.map(serde_json::Map::len).sum();
    let groups = functions.iter().filter(|function| function.properties["DeploymentPreference"].is_null()).count();
    let expanded = template.resources().count() + 3 * functions.len() + groups + routes + 1 + 2;
    assert!(expanded < 400, "{expanded} resources");
}
