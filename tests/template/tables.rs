//! What is written stays written.

use serde_json::{Value, json};

use crate::template::{TABLE, Template};

#[test]
fn a_table_survives_its_stack_and_its_operators() {
    for table in Template::read().of_kind(TABLE) {
        assert_eq!(table.whole["DeletionPolicy"], "RetainExceptOnCreate", "{}", table.id);
        assert_eq!(table.whole["UpdateReplacePolicy"], "Retain", "{}", table.id);
        let properties = table.properties;
        assert_eq!(properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true, "{}", table.id);
        assert_eq!(properties["SSESpecification"]["SSEEnabled"], true, "{}", table.id);
        assert_eq!(properties["DeletionProtectionEnabled"], json!({ "!If": ["IsProd", true, false] }), "{}", table.id);
        assert_eq!(properties["BillingMode"], "PAY_PER_REQUEST", "{}", table.id);
        assert_eq!(properties["KeySchema"], json!([{ "AttributeName": "pk", "KeyType": "HASH" }]), "{}", table.id);
    }
}

#[test]
fn the_read_model_is_read_by_customer_and_month() {
    let template = Template::read();
    let indexes = template.get("RoomInfoTable").properties["GlobalSecondaryIndexes"].as_array().unwrap();
    let keys = |index: &Value| {
        assert_eq!(index["Projection"]["ProjectionType"], "ALL", "{index}");
        ["IndexName"]
            .iter()
            .map(|key| index[*key].clone())
            .chain(index["KeySchema"].as_array().unwrap().iter().map(|key| key["AttributeName"].clone()))
            .collect::<Vec<_>>()
    };
    let found: Vec<_> = indexes.iter().map(keys).collect();
    let expected = [
        ["byCustomer", "customerKey", "sortKey"],
        ["byCustomerStatus", "customerStatusKey", "sortKey"],
        ["byMonth", "monthKey", "sortKey"],
        ["byMonthStatus", "monthStatusKey", "sortKey"],
    ];
    assert_eq!(json!(found), json!(expected));
    let query = template.function("list-room-infos").may("dynamodb:Query");
    let arns = expected.map(|[index, ..]| format!("!Sub ${{RoomInfoTable.Arn}}/index/{index}"));
    assert_eq!(query, arns.iter().map(String::as_str).collect());
}
