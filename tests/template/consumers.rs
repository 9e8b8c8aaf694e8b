//! The operator's commands know the queues, the consumers and the tables of the template.

use std::collections::BTreeSet;

use accommodation_contracts::catalogue::catalogue;
use ops::{consumers::CONSUMERS, contexts::Context};

use crate::{
    queues::mappings,
    rules::{passes, rules_to},
    template::{TABLE, Template},
};

#[test]
fn operators_know_every_consumer_by_its_queue() {
    let template = Template::read();
    let mapped: BTreeSet<_> =
        mappings(&template).iter().map(|(_, queue, function)| (function.handler(), queue.id)).collect();
    let known: BTreeSet<_> = CONSUMERS.iter().map(|consumer| (consumer.function, consumer.queue)).collect();
    assert_eq!(known, mapped);
}

#[test]
fn operators_tell_a_consumer_what_its_rules_would_and_nothing_else() {
    let template = Template::read();
    for consumer in CONSUMERS {
        let rules = rules_to(&template, consumer.queue);
        for event in catalogue() {
            let gets = rules.iter().any(|rule| passes(*rule, event.source, event.name));
            assert_eq!(consumer.hears(event.name), gets, "{} to {}", event.name, consumer.function);
        }
    }
}

#[test]
fn operators_know_the_table_of_every_context_that_publishes() {
    let template = Template::read();
    let streamed =
        template.of_kind(TABLE).into_iter().filter(|table| !table.properties["StreamSpecification"].is_null());
    let streamed: BTreeSet<_> = streamed.map(|table| table.id).collect();
    assert_eq!(Context::ALL.map(Context::table).into_iter().collect::<BTreeSet<_>>(), streamed);
}
