//! What is written stays written.

use std::iter;

use serde_json::{Value, json};

use crate::template::{TABLE, Template};

#[test]
fn a_table_survives_its_stack_and_its_operators() {
    for table in Template::read().of_kind(TABLE) {
        assert_eq!(table.whole["DeletionPolicy"], "RetainExceptOnCreate", "{}", table.id);
        assert_eq!(table.whole["UpdateReplacePolicy"], "Retain", "{}", table.id);
        let properties = table.properties;
        let kept = json!({ "!If": ["IsKept", true, false] });
        assert_eq!(properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], kept, "{}", table.id);
        assert_eq!(properties["SSESpecification"]["SSEEnabled"], kept, "{}", table.id);
        assert_eq!(properties["DeletionProtectionEnabled"], json!({ "!If": ["IsProd", true, false] }), "{}", table.id);
        assert_eq!(properties["BillingMode"], "PAY_PER_REQUEST", "{}", table.id);
        assert_eq!(properties["KeySchema"], json!([{ "AttributeName": "pk", "KeyType": "HASH" }]), "{}", table.id);
    }
}

#[test]
fn open_work_is_found_by_when_it_is_due() {
    let template = Template::read();
    for table in ["ReservationTable", "PaymentTable"] {
        let expected = json!([{
            "IndexName": "byOpenWork",
            "KeySchema": [
                { "AttributeName": "openWork", "KeyType": "HASH" },
                { "AttributeName": "dueAt", "KeyType": "RANGE" },
            ],
            "Projection": { "ProjectionType": "KEYS_ONLY" },
        }]);
        assert_eq!(template.get(table).properties["GlobalSecondaryIndexes"], expected, "{table}");
    }
}

/// The indexes of a table, all of them with whole items: name, partition key, sort key.
fn indexes(template: &Template, table: &str) -> Value {
    let index = |index: &Value| {
        assert_eq!(index["Projection"]["ProjectionType"], "ALL", "{index}");
        let keys = index["KeySchema"].as_array().unwrap().iter().map(|key| key["AttributeName"].clone());
        iter::once(index["IndexName"].clone()).chain(keys).collect::<Value>()
    };
    let indexes = template.get(table).properties["GlobalSecondaryIndexes"].as_array().unwrap();
    indexes.iter().map(index).collect()
}

#[test]
fn promotions_are_listed_by_customer_and_month() {
    let template = Template::read();
    let expected = json!([["byOwner", "ownerKey", "sortKey"], ["byMonth", "monthKey", "sortKey"]]);
    assert_eq!(indexes(&template, "PromotionTable"), expected);
}

#[test]
fn notices_are_listed_by_customer() {
    assert_eq!(indexes(&Template::read(), "NoticeTable"), json!([["byCustomer", "customerKey", "sortKey"]]));
}

#[test]
fn the_read_model_has_an_index_for_each_of_its_lists() {
    let template = Template::read();
    let expected = json!([
        ["byCustomer", "customerKey", "sortKey"],
        ["byCustomerStatus", "customerStatusKey", "sortKey"],
        ["byMonth", "monthKey", "sortKey"],
        ["byMonthStatus", "monthStatusKey", "sortKey"],
        ["byPrice", "catalogueKey", "priceKey"],
        ["byTypePrice", "typeKey", "priceKey"],
        ["byRoom", "roomKey", "stayKey"],
        ["byCoupon", "couponKey", "couponSortKey"],
    ]);
    assert_eq!(indexes(&template, "RoomInfoTable"), expected);
}

/// Which function queries which indexes of its table: all there are.
const QUERIES: [(&str, &str, &[&str]); 8] = [
    ("reconcile-reservations", "ReservationTable", &["byOpenWork"]),
    ("reconcile-payments", "PaymentTable", &["byOpenWork"]),
    ("list-notices", "NoticeTable", &["byCustomer"]),
    ("list-promotions", "PromotionTable", &["byOwner", "byMonth"]),
    ("list-room-infos", "RoomInfoTable", &["byCustomer", "byCustomerStatus", "byMonth", "byMonthStatus"]),
    ("search-rooms", "RoomInfoTable", &["byPrice", "byTypePrice", "byRoom"]),
    ("get-room", "RoomInfoTable", &["byRoom"]),
    ("my-page", "RoomInfoTable", &["byCustomer", "byCoupon"]),
];

#[test]
fn a_function_queries_the_indexes_that_it_lists_from_and_no_others() {
    let template = Template::read();
    for function in template.functions() {
        let row = QUERIES.iter().find(|(handler, ..)| *handler == function.handler());
        let arns: Vec<String> = row.map_or_else(Vec::new, |(_, table, indexes)| {
            indexes.iter().map(|index| format!("!Sub ${{{table}.Arn}}/index/{index}")).collect()
        });
        assert_eq!(function.may("dynamodb:Query"), arns.iter().map(String::as_str).collect(), "{}", function.id);
    }
}
