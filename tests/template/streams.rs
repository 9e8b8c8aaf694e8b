//! Every change that has something to tell reaches the relay, and none holds up the others for ever.

use serde_json::{Value, json};

use crate::template::{TABLE, Template, list, text};

#[test]
fn every_table_with_a_stream_has_one_mapping_to_the_relay() {
    let template = Template::read();
    let mappings = template.mappings_to(template.function("outbox-relay").id);
    let mut streams = 0;
    for table in template.of_kind(TABLE) {
        let source = format!("!GetAtt {}.StreamArn", table.id);
        let readers = mappings.iter().filter(|mapping| mapping.properties["EventSourceArn"] == source).count();
        let streamed = !table.properties["StreamSpecification"].is_null();
        assert_eq!(readers, usize::from(streamed), "{}", table.id);
        if streamed {
            assert_eq!(table.properties["StreamSpecification"]["StreamViewType"], "NEW_IMAGE", "{}", table.id);
            streams += 1;
        }
    }
    assert_eq!((streams, mappings.len()), (4, 4));
}

#[test]
fn a_record_that_fails_is_isolated_tried_again_and_at_last_told_of() {
    let template = Template::read();
    for mapping in template.mappings_to(template.function("outbox-relay").id) {
        let properties = mapping.properties;
        assert_eq!(properties["StartingPosition"], "TRIM_HORIZON", "{}", mapping.id);
        assert_eq!(properties["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]), "{}", mapping.id);
        assert_eq!(properties["BisectBatchOnFunctionError"], true, "{}", mapping.id);
        // Its age is the limit: the relay parks a record before that.
        assert_eq!(properties["MaximumRetryAttempts"], -1, "{}", mapping.id);
        assert_eq!(properties["MaximumRecordAgeInSeconds"], "!Ref RelayRecordAgeSeconds", "{}", mapping.id);
        let destination = &properties["DestinationConfig"]["OnFailure"]["Destination"];
        assert_eq!(*destination, "!GetAtt OutboxFailureQueue.Arn", "{}", mapping.id);
    }
}

#[test]
fn only_items_with_an_outbox_wake_the_relay() {
    let template = Template::read();
    for mapping in template.mappings_to(template.function("outbox-relay").id) {
        let filters: Vec<Value> = list(&mapping.properties["FilterCriteria"]["Filters"])
            .map(|filter| serde_json::from_str(text(&filter["Pattern"])).expect("JSON"))
            .collect();
        let expected = json!([{
            "eventName": ["INSERT", "MODIFY"],
            "dynamodb": { "NewImage": { "outbox": { "S": [{ "exists": true }] } } },
        }]);
        assert_eq!(json!(filters), expected, "{}", mapping.id);
    }
}
