//! The system's AWS services, spoken to in their JSON protocols.

use reqwest::{Client, header};
use serde_json::{Value, json};

/// Any credentials will do locally, but a request has to have some.
const CREDENTIALS: &str = "AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-2/any/aws4_request, \
                           SignedHeaders=host, Signature=0";

/// Where the services answer.
#[derive(Debug, Clone)]
pub struct Endpoint {
    http: Client,
    url: String,
}

impl Endpoint {
    /// The services at a base URL.
    pub fn at(url: &str) -> Self {
        let http = Client::builder().no_proxy().build().expect("an HTTP client");
        Self { http, url: url.to_owned() }
    }

    /// One operation of `SQS`.
    pub async fn sqs(&self, operation: &str, body: &Value) -> Value {
        self.call(&format!("AmazonSQS.{operation}"), body).await
    }

    /// The items of all tables.
    pub async fn all_items(&self) -> Vec<Value> {
        let tables = self.dynamodb("ListTables", &json!({})).await;
        let tables = tables["TableNames"].as_array().unwrap_or_else(|| panic!("no tables: {tables}"));
        let mut items = Vec::new();
        for table in tables {
            items.extend(self.items(table.as_str().expect("a name")).await);
        }
        items
    }

    /// The items of a table.
    pub async fn items(&self, table: &str) -> Vec<Value> {
        let mut scan = json!({ "TableName": table, "ConsistentRead": true });
        let mut items = Vec::new();
        loop {
            let page = self.dynamodb("Scan", &scan).await;
            items.extend(page["Items"].as_array().expect("items").iter().cloned());
            match &page["LastEvaluatedKey"] {
                Value::Null => return items,
                key => scan["ExclusiveStartKey"] = key.clone(),
            }
        }
    }

    /// Deletes what `is_unwanted` of a table.
    pub async fn wipe(&self, table: &str, is_unwanted: impl Fn(&Value) -> bool) {
        for item in self.items(table).await.iter().filter(|item| is_unwanted(item)) {
            self.dynamodb("DeleteItem", &json!({ "TableName": table, "Key": { "pk": item["pk"] } })).await;
        }
    }

    /// One operation of `DynamoDB`.
    pub async fn dynamodb(&self, operation: &str, body: &Value) -> Value {
        self.call(&format!("DynamoDB_20120810.{operation}"), body).await
    }

    async fn call(&self, target: &str, body: &Value) -> Value {
        let request = self.http.post(&self.url).header("X-Amz-Target", target);
        let request = request.header(header::CONTENT_TYPE, "application/x-amz-json-1.0");
        let request = request.header(header::AUTHORIZATION, CREDENTIALS).body(body.to_string());
        let answer = request.send().await.unwrap_or_else(|error| panic!("{target}: {error:?}"));
        let status = answer.status();
        let text = answer.text().await.unwrap_or_else(|error| panic!("{target}: {error:?}"));
        assert!(status.is_success(), "{target} answers {status}: {text}");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{target}: {error}: {text}"))
    }
}
