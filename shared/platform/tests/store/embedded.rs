//! The embedded database behind its HTTP endpoint on a free port, for as long as the value lives.

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType},
};
use platform::{clients::Aws, config::Lookup};
use tokio::task::JoinHandle;

pub struct Database {
    client: Client,
    server: JoinHandle<()>,
}

impl Database {
    pub async fn start(table: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let database = dynoxide::Database::memory().unwrap();
        let server = tokio::spawn(dynoxide::server::serve_on(listener, database));
        let lookup = Lookup::of([
            ("AWS_REGION", "ap-northeast-2"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_ENDPOINT_URL", &endpoint),
        ]);
        let client = Aws::new(&lookup).unwrap().dynamodb();
        let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash).build().unwrap();
        let definition =
            AttributeDefinition::builder().attribute_name("pk").attribute_type(ScalarAttributeType::S).build().unwrap();
        client
            .create_table()
            .table_name(table)
            .billing_mode(BillingMode::PayPerRequest)
            .key_schema(key)
            .attribute_definitions(definition)
            .send()
            .await
            .unwrap();
        Self { client, server }
    }

    pub fn client(&self) -> Client {
        self.client.clone()
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server.abort();
    }
}
