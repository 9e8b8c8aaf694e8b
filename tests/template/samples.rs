//! The samples in `events/`: one per function, of the kind that its trigger sends, obeying the contracts.

use std::{collections::BTreeSet, fs};

use accommodation_contracts::{
    calls::{BeginPayment, ChargePayment, CloseRoom, ConfirmPayment, PaymentFacts, RevokePromotion, SavePromotion},
    catalogue::catalogue,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    routes::routes,
    rules::{passes, rules_to},
    template::{Template, list, path, text},
};

fn sample(handler: &str) -> Value {
    let file = path("events").join(format!("{handler}.json"));
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn every_function_has_a_sample_and_every_sample_a_function() {
    let template = Template::read();
    let files = fs::read_dir(path("events")).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let handlers = template.functions().into_iter().map(|function| format!("{}.json", function.handler()));
    assert_eq!(files.collect::<BTreeSet<_>>(), handlers.collect());
}

#[test]
fn a_route_has_a_request_of_that_route() {
    for route in routes(&Template::read()) {
        let event = sample(route.handler);
        let context = &event["requestContext"];
        assert_eq!(event["version"], "2.0", "{}", route.handler);
        assert_eq!((&event["routeKey"], &context["routeKey"]), (&route.key.clone().into(), &route.key.clone().into()));
        assert_eq!(event["rawPath"], context["http"]["path"], "{}", route.handler);
        assert_eq!(context["stage"], "$default", "{}", route.handler);
        if let Some((method, path)) = route.key.split_once(' ') {
            assert_eq!(context["http"]["method"], method, "{}", route.handler);
            let parameters = event["pathParameters"].as_object().into_iter().flatten();
            let filled = parameters
                .fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), text(value)));
            assert_eq!(event["rawPath"], filled, "{}", route.handler);
        }
        let claims = &context["authorizer"]["jwt"]["claims"];
        assert_eq!(claims.is_null(), route.key == "GET /health", "{}", route.handler);
        assert!(claims.as_object().into_iter().flatten().all(|(_, claim)| claim.is_string()), "{claims}");
    }
}

/// What queues without a rule get: messages that functions send, and nobody publishes.
const SENT: [(&str, &str); 1] = [("SettleQueue", "SettlePayment")];

#[test]
fn a_queues_sample_is_what_its_rules_let_through() {
    let template = Template::read();
    for function in template.functions() {
        let sources = template.mappings_to(function.id);
        let sources = sources.iter().map(|mapping| text(&mapping.properties["EventSourceArn"]));
        let queues = sources.filter_map(|source| source.strip_prefix("!GetAtt ")?.strip_suffix(".Arn"));
        for queue in queues {
            let sample = sample(function.handler());
            let rules = rules_to(&template, queue);
            for record in list(&sample["Records"]) {
                assert_eq!(record["eventSource"], "aws:sqs", "{}", function.id);
                assert!(text(&record["eventSourceARN"]).contains(queue), "{}", function.id);
                let event: Value = serde_json::from_str(text(&record["body"])).expect("a body of JSON");
                if rules.is_empty() {
                    let name = text(&event["detail"]["eventType"]);
                    assert!(SENT.contains(&(queue, name)), "{}: nobody sends {name} to {queue}", function.id);
                    assert!(event["detail-type"].is_null(), "{}: {name} is not published", function.id);
                    continue;
                }
                let (source, name) = (text(&event["source"]), text(&event["detail-type"]));
                assert!(rules.iter().any(|rule| passes(*rule, source, name)), "{}: {name}", function.id);
            }
            // Each event that the queue gets is there.
            let published = catalogue()
                .into_iter()
                .filter(|event| rules.iter().any(|rule| passes(*rule, event.source, event.name)));
            let sent = SENT.iter().filter(|(to, _)| *to == queue);
            assert_eq!(list(&sample["Records"]).count(), published.count() + sent.count(), "{}", function.id);
        }
    }
}

/// A strict decoding of the command in a sample.
fn command<C: DeserializeOwned>(handler: &str) {
    let call = sample(handler);
    let keys = call.as_object().expect("an object").keys().map(String::as_str);
    assert_eq!(keys.collect::<BTreeSet<_>>(), BTreeSet::from(["command", "correlationId", "deadline"]), "{handler}");
    serde_json::from_value::<C>(call["command"].clone()).unwrap_or_else(|error| panic!("{handler}: {error}"));
}

#[test]
fn an_internal_sample_is_a_call_and_nothing_else() {
    command::<BeginPayment>("begin-payment");
    command::<ChargePayment>("charge-payment");
    command::<CloseRoom>("close-room");
    command::<ConfirmPayment>("confirm-payment");
    command::<PaymentFacts>("payment-facts");
    command::<RevokePromotion>("revoke-promotion");
    command::<SavePromotion>("save-promotion");
}

#[test]
fn the_relays_sample_holds_published_events() {
    let events = catalogue();
    let sample = sample("outbox-relay");
    let mut published = 0;
    for record in list(&sample["Records"]) {
        assert!(["INSERT", "MODIFY"].contains(&text(&record["eventName"])), "the mapping's filter stops {record}");
        let outbox = text(&record["dynamodb"]["NewImage"]["outbox"]["S"]);
        let outbox: Vec<Value> = serde_json::from_str(outbox).expect("a list");
        for entry in outbox {
            let known = events.iter().find(|event| entry["detailType"] == event.name).expect("a published event");
            assert_eq!(entry["source"], known.source, "{}", known.name);
            let detail: Value = serde_json::from_str(text(&entry["detail"])).expect("JSON");
            let errors = jsonschema::validator_for(&known.schema).unwrap();
            let errors: Vec<_> = errors.iter_errors(&detail).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{}: {errors:?}", known.name);
            published += 1;
        }
    }
    assert!(published > 0);
}
