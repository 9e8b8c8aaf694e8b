//! The embedded database behind its HTTP endpoint on a free port, for as long as the value lives.

use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType,
    },
};
use platform::{clients::Aws, config::Lookup};
use tokio::{net::TcpListener, task::JoinHandle};

/// A database of its own for one test.
#[derive(Debug)]
pub struct Database {
    client: Client,
    server: JoinHandle<()>,
}

/// A global secondary index: its name, partition key and sort key.
pub type Index<'a> = (&'a str, &'a str, &'a str);

impl Database {
    /// Starts one with a table that is keyed by `pk`.
    pub async fn start(table: &str, indexes: &[Index<'_>]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
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
        create_table(&client, table, indexes).await;
        Self { client, server }
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        self.client.clone()
    }
}

async fn create_table(client: &Client, table: &str, indexes: &[Index<'_>]) {
    let mut names = vec!["pk"];
    names.extend(indexes.iter().flat_map(|(_, partition, sort)| [*partition, *sort]));
    names.sort_unstable();
    names.dedup();
    let definitions = names.into_iter().map(|name| {
        let definition = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        definition.build().unwrap()
    });
    let indexes = indexes.iter().map(|(name, partition, sort)| {
        GlobalSecondaryIndex::builder()
            .index_name(*name)
            .key_schema(key(partition, KeyType::Hash))
            .key_schema(key(sort, KeyType::Range))
            .projection(Projection::builder().projection_type(ProjectionType::All).build())
            .build()
            .unwrap()
    });
    let indexes: Vec<_> = indexes.collect();
    client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key("pk", KeyType::Hash))
        .set_attribute_definitions(Some(definitions.collect()))
        .set_global_secondary_indexes((!indexes.is_empty()).then_some(indexes))
        .send()
        .await
        .unwrap();
}

fn key(name: &str, kind: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
}

impl Drop for Database {
    fn drop(&mut self) {
        self.server.abort();
    }
}
