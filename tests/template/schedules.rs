//! What runs by the clock.

use std::fs;

use serde_json::{Value, json};

use crate::template::{PERMISSION, Template, path, text};

/// Which function runs how often, and how many seconds that is: all there are.
const SCHEDULES: [(&str, &str, &str, u64); 2] = [
    ("reconcile-reservations", "ReconcileReservations", "rate(1 minute)", 60),
    ("reconcile-payments", "ReconcilePayments", "rate(1 minute)", 60),
];

#[test]
fn a_schedule_invokes_one_function_with_the_whole_event() {
    let template = Template::read();
    let expected: Vec<String> = SCHEDULES.iter().map(|(_, name, ..)| format!("{name}Rule")).collect();
    assert_eq!(template.schedules().iter().map(|rule| rule.id).collect::<Vec<_>>(), expected);
    for (handler, name, rate, _) in SCHEDULES {
        let target = json!({ "Id": "function", "Arn": format!("!Ref {}.Alias", template.function(handler).id) });
        let expected = json!({ "ScheduleExpression": rate, "Targets": [target] });
        assert_eq!(*template.get(&format!("{name}Rule")).properties, expected, "{name}");
    }
}

#[test]
fn only_its_rule_may_invoke_a_scheduled_function() {
    let template = Template::read();
    let expected: Vec<String> = SCHEDULES.iter().map(|(_, name, ..)| format!("{name}Permission")).collect();
    let permissions = template.of_kind(PERMISSION).into_iter();
    let own = permissions.filter(|found| found.properties["Principal"] == "events.amazonaws.com");
    assert_eq!(own.map(|found| found.id).collect::<Vec<_>>(), expected);
    for (handler, name, ..) in SCHEDULES {
        let expected = json!({
            "Action": "lambda:InvokeFunction",
            "FunctionName": format!("!Ref {}.Alias", template.function(handler).id),
            "Principal": "events.amazonaws.com",
            "SourceArn": format!("!GetAtt {name}Rule.Arn"),
        });
        assert_eq!(*template.get(&format!("{name}Permission")).properties, expected, "{name}");
    }
}

#[test]
fn a_run_has_time_and_is_over_when_the_next_one_begins() {
    let template = Template::read();
    for (handler, _, _, period) in SCHEDULES {
        // In the last ten seconds nothing is begun any more.
        assert!((30..=period).contains(&template.timeout(template.function(handler))), "{handler}");
    }
}

#[test]
fn a_scheduled_functions_sample_is_its_rules_event() {
    for (handler, name, ..) in SCHEDULES {
        let sample = fs::read_to_string(path("events").join(format!("{handler}.json"))).unwrap();
        let sample: Value = serde_json::from_str(&sample).unwrap();
        let keys: Vec<&str> = sample.as_object().expect("an object").keys().map(String::as_str).collect();
        let expected = ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"];
        assert_eq!(keys, expected, "{handler}");
        assert_eq!((&sample["source"], &sample["detail-type"]), (&json!("aws.events"), &json!("Scheduled Event")));
        assert_eq!(sample["detail"], json!({}), "{handler}");
        let rules = sample["resources"].as_array().expect("a list");
        assert!(rules.len() == 1 && text(&rules[0]).contains(&format!("{name}Rule")), "{handler}: {rules:?}");
    }
}
