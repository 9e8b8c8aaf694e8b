//! The dashboard shows what there is: a metric that nobody counts is an empty graph at night.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    queues::mappings,
    template::{QUEUE, TABLE, Template, list, path, text},
};

const STACK: &str = "${AWS::StackName}";

/// Metrics that the code counts itself, with the function that counts them.
const COUNTED: [(&str, &str, &str); 10] = [
    ("charge-payment", "BreakerClosed", "shared/platform/src/breaker/instance.rs"),
    ("charge-payment", "BreakerOpened", "shared/platform/src/breaker/instance.rs"),
    ("charge-payment", "PromotionsGranted", "functions/accommodation/payment/src/commands/charge_payment/earning.rs"),
    ("charge-payment", "PromotionsDeferred", "functions/accommodation/payment/src/commands/charge_payment/earning.rs"),
    (
        "charge-payment",
        "PromotionsNotAskedFor",
        "functions/accommodation/payment/src/commands/charge_payment/earning.rs",
    ),
    ("reconcile-payments", "LostCharges", "functions/accommodation/payment/src/reconcilers/reconcile_payments.rs"),
    ("reconcile-payments", "LostCompletions", "functions/accommodation/payment/src/reconcilers/reconcile_payments.rs"),
    ("reconcile-payments", "LostRefunds", "functions/accommodation/payment/src/reconcilers/reconcile_payments.rs"),
    (
        "reconcile-reservations",
        "LostHolds",
        "functions/accommodation/reservation/src/reconcilers/reconcile_reservations.rs",
    ),
    (
        "reconcile-reservations",
        "LostRefunds",
        "functions/accommodation/reservation/src/reconcilers/reconcile_reservations.rs",
    ),
];

fn widgets(template: &Template) -> Vec<Value> {
    let body = text(&template.get("Dashboard").properties["DashboardBody"]);
    let body = body.strip_prefix("!Sub ").expect("the stack's names are filled in");
    let body: Value = serde_json::from_str(body).expect("the dashboard is JSON");
    body["widgets"].as_array().expect("widgets").clone()
}

/// The metrics of all widgets, each with the names of its dimensions' values; `.` and `...` repeat the one before.
fn metrics(template: &Template) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for widget in widgets(template) {
        let mut previous: Vec<String> = Vec::new();
        for metric in widget["properties"]["metrics"].as_array().expect("metrics") {
            let words: Vec<&str> = metric.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
            if words.is_empty() {
                continue;
            }
            let own = |(at, word): (usize, &&str)| {
                if *word == "." { previous[at].clone() } else { (*word).to_owned() }
            };
            let whole: Vec<String> =
                if words == ["..."] { previous.clone() } else { words.iter().enumerate().map(own).collect() };
            previous.clone_from(&whole);
            found.push(whole);
        }
    }
    found
}

#[test]
fn a_metric_of_ours_is_one_that_somebody_counts() {
    let template = Template::read();
    let filters: BTreeSet<&str> = template.of_kind("AWS::Logs::MetricFilter").iter().map(|filter| filter.id).collect();
    let mut ours = 0;
    for metric in metrics(&template).iter().filter(|metric| metric[0] == STACK) {
        ours += 1;
        match metric.as_slice() {
            [_, name] => assert!(filters.contains(name.as_str()), "no filter counts {name}"),
            [_, name, dimension, function] if dimension == "Function" && function == "outbox-relay" => {
                assert!(path(&format!("docs/events/{name}.schema.json")).exists(), "{name} is no event");
            }
            [_, name, dimension, function] if dimension == "Function" => {
                let found = COUNTED.iter().find(|(by, counted, _)| by == function && counted == name);
                let (_, _, source) = found.unwrap_or_else(|| panic!("{function} counts no {name}"));
                let source = fs::read_to_string(path(source)).unwrap();
                assert!(source.contains(&format!("\"{name}\"")), "{function} counts no {name}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(ours > 25, "{ours}");
}

#[test]
fn what_functions_count_is_known() {
    // So that docs/cost.md has its price, too.
    for source in sources(&path("functions")) {
        let text = fs::read_to_string(&source).unwrap();
        for name in text.split("count(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let is_known = COUNTED.iter().any(|(_, counted, at)| *counted == name && source.ends_with(at));
            assert!(is_known, "{name} of {}", source.display());
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|entry| if entry.is_dir() { sources(&entry) } else { vec![entry] });
    found.filter(|file| file.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn every_event_is_shown() {
    let shown: BTreeSet<String> =
        metrics(&Template::read()).into_iter().filter(|metric| metric[0] == STACK).map(|mut it| it.remove(1)).collect();
    // Rooms come and go too seldom for a graph.
    let unseen = ["RoomChanged", "RoomRegistered", "RoomRetired"];
    for schema in fs::read_dir(path("docs/events")).unwrap() {
        let name = schema.unwrap().file_name().into_string().unwrap();
        let Some(event) = name.strip_suffix(".schema.json") else { continue };
        assert_eq!(shown.contains(event), !unseen.contains(&event), "{event}");
    }
}

#[test]
fn what_is_computed_is_of_the_widgets_own_metrics() {
    for widget in widgets(&Template::read()) {
        let options = |metric: &Value| metric.as_array().and_then(|parts| parts.last().cloned()).unwrap_or_default();
        let options: Vec<_> = list(&widget["properties"]["metrics"]).map(options).collect();
        for expression in options.iter().filter_map(|one| one["expression"].as_str()) {
            // Not by SEARCH, to which a quoted name is a whole one, and what is not quoted may be anybody's.
            let ids = expression.strip_prefix("SUM(METRICS(\"").and_then(|rest| rest.strip_suffix("\"))"));
            let ids = ids.unwrap_or_else(|| panic!("{expression}"));
            let own = options.iter().filter(|one| one["id"].as_str().is_some_and(|id| id.starts_with(ids)));
            assert!(own.count() > 1, "{expression} sums nothing up");
        }
    }
}

#[test]
fn every_function_is_in_what_is_spent() {
    let template = Template::read();
    let metrics = metrics(&template);
    for function in template.functions() {
        let name = text(&function.properties["FunctionName"]).strip_prefix("!Sub ").expect("the stack's name is in it");
        for metric in ["Invocations", "Duration"] {
            let is_counted = metrics.iter().any(|it| it[..] == ["AWS/Lambda", metric, "FunctionName", name]);
            assert!(is_counted, "{metric} of {}", function.id);
        }
    }
}

#[test]
fn every_queue_table_and_context_is_shown() {
    let template = Template::read();
    let metrics = metrics(&template);
    let shows =
        |name: &str, value: &str| metrics.iter().any(|it| it[1] == name && it.last().is_some_and(|at| at == value));
    for (_, queue, _) in mappings(&template) {
        assert!(shows("ApproximateAgeOfOldestMessage", &format!("${{{}.QueueName}}", queue.id)), "{}", queue.id);
    }
    let consumed: BTreeSet<&str> = mappings(&template).iter().map(|(_, queue, _)| queue.id).collect();
    for queue in template.of_kind(QUEUE).into_iter().filter(|queue| !consumed.contains(queue.id)) {
        assert!(shows("ApproximateNumberOfMessagesVisible", &format!("${{{}.QueueName}}", queue.id)), "{}", queue.id);
    }
    for table in template.of_kind(TABLE) {
        assert!(shows("ConsumedWriteCapacityUnits", &format!("${{{}}}", table.id)), "{}", table.id);
    }
    for group in template.of_kind("AWS::Logs::LogGroup") {
        assert!(shows("IncomingBytes", &format!("${{{}}}", group.id)), "{}", group.id);
    }
}
