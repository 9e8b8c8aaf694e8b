//! The tables answer the SDK as DynamoDB does, and forget what has expired.

use aws_sdk_dynamodb::{
    Client,
    operation::{put_item::PutItemError, transact_write_items::TransactWriteItemsError},
    types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem},
};

use crate::support::{self, Host, IDLE, idle};

const TEMPLATE: &str = r"
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: rooms
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - {AttributeName: pk, AttributeType: S}
        - {AttributeName: month, AttributeType: S}
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      GlobalSecondaryIndexes:
        - IndexName: byMonth
          KeySchema: [{AttributeName: month, KeyType: HASH}, {AttributeName: pk, KeyType: RANGE}]
          Projection: {ProjectionType: ALL}
";

async fn tables() -> (Host, Client) {
    let host = support::start(&format!("{TEMPLATE}{IDLE}"), None, idle()).await.unwrap();
    let client = host.aws.dynamodb();
    (host, client)
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

#[tokio::test]
async fn a_failed_condition_answers_the_item_that_is_there() {
    let (_host, client) = tables().await;
    let put = || {
        let put = client.put_item().table_name("rooms").item("pk", text("1")).item("name", text("sea"));
        put.condition_expression("attribute_not_exists(pk)").return_values_on_condition_check_failure(AllOld)
    };
    put().send().await.unwrap();
    let Err(PutItemError::ConditionalCheckFailedException(failed)) =
        put().send().await.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error)
    else {
        panic!("the condition holds");
    };
    assert_eq!(failed.item.unwrap()["name"], text("sea"));
}

#[tokio::test]
async fn a_cancelled_transaction_names_its_reasons_and_changes_nothing() {
    let (_host, client) = tables().await;
    let put = |key: &str| {
        let put = Put::builder().table_name("rooms").item("pk", text(key));
        let put = put.condition_expression("attribute_not_exists(pk)").build().unwrap();
        TransactWriteItem::builder().put(put).build()
    };
    client.transact_write_items().transact_items(put("1")).send().await.unwrap();
    let both = client.transact_write_items().transact_items(put("2")).transact_items(put("1"));
    let Err(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        both.send().await.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error)
    else {
        panic!("the transaction succeeds");
    };
    let codes: Vec<_> = cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap()).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
    let second = client.get_item().table_name("rooms").key("pk", text("2")).send().await.unwrap();
    assert_eq!(second.item, None);
}

#[tokio::test]
async fn an_index_is_queried_in_the_order_of_its_key() {
    let (_host, client) = tables().await;
    for key in ["b", "a", "c"] {
        let put = client.put_item().table_name("rooms").item("pk", text(key));
        put.item("month", text(if key == "c" { "02" } else { "01" })).send().await.unwrap();
    }
    let query = client.query().table_name("rooms").index_name("byMonth").key_condition_expression("#m = :m");
    let query = query.expression_attribute_names("#m", "month").expression_attribute_values(":m", text("01"));
    let found = query.scan_index_forward(false).send().await.unwrap();
    let keys: Vec<_> = found.items().iter().map(|item| item["pk"].as_s().unwrap().as_str()).collect();
    assert_eq!(keys, ["b", "a"]);
}

#[tokio::test]
async fn a_table_that_the_template_does_not_have_is_refused() {
    let (_host, client) = tables().await;
    let refused = client.get_item().table_name("nobody").key("pk", text("1")).send().await.unwrap_err();
    assert!(refused.into_service_error().is_resource_not_found_exception());
    let created = client.delete_table().table_name("rooms").send().await;
    assert!(created.is_err(), "tables are the template's");
}
