//! Requests to the local host: its HTTP API with tokens, its AWS endpoints, and what it has for development. It answers
//! whatever comes, and a request that is wrong is not its failure.

use std::{sync::LazyLock, time::Duration};

use local::{Options, Running};
use reqwest::{Client, Method, Url};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::{Target, seeds};

pub const TARGET: Target = Target { name: "host", seeds, run };

/// Nothing that is asked here takes longer, unless it asks to wait.
const PATIENCE: Duration = Duration::from_secs(15);

/// A host, and what stands in inputs for what is another one each time.
struct Host {
    running: Running,
    http: Client,
    token: String,
    queue: String,
    table: String,
}

/// A host has threads of its own.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static HOST: LazyLock<Host> = LazyLock::new(|| RUNTIME.block_on(Host::start()));

#[derive(Deserialize)]
struct Input {
    /// Whether it goes to the AWS endpoints.
    #[serde(default)]
    aws: bool,
    method: String,
    path: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

fn seeds() -> Vec<Vec<u8>> {
    let requests = seeds::samples().into_values().filter(|sample| sample["routeKey"].is_string()).map(|sample| {
        let (path, query) = (sample["rawPath"].as_str().unwrap(), sample["rawQueryString"].as_str().unwrap());
        let method = &sample["requestContext"]["http"]["method"];
        let headers = [["authorization", "Bearer <token>"], ["idempotency-key", "k-1"], ["x-correlation-id", "c-1"]];
        json!({ "method": method, "path": format!("{path}?{query}"), "headers": headers, "body": sample["body"].as_str().unwrap_or_default() })
    });
    let own = [
        json!({ "method": "GET", "path": "/dev/queues" }),
        json!({ "method": "POST", "path": "/dev/token", "body": r#"{"sub":"c-1","name":"n","groups":["customer"]}"# }),
        json!({ "method": "POST", "path": "/dev/faults", "body": r#"{"function":"save-promotion","latencyMs":1,"errorRate":0.5}"# }),
        json!({ "method": "POST", "path": "/dev/schedules/reconcile-payments" }),
    ];
    requests.chain(own).chain(services()).map(|input| input.to_string().into_bytes()).collect()
}

/// Requests of SDKs.
fn services() -> Vec<Value> {
    let key = json!({ "pk": { "S": "Room#101" } });
    let event = json!({ "Source": "accommodation.room", "DetailType": "RoomChanged", "Detail": "{}", "EventBusName": "default", "Time": 1.5 });
    let attributes = json!({ "a": { "DataType": "String", "StringValue": "x" } });
    let operations = [
        ("AmazonSQS.ListQueues", json!({ "QueueNamePrefix": "" })),
        (
            "AmazonSQS.SendMessage",
            json!({ "QueueUrl": "<queue>", "MessageBody": "x", "DelaySeconds": 1, "MessageAttributes": attributes }),
        ),
        (
            "AmazonSQS.SendMessageBatch",
            json!({ "QueueUrl": "<queue>", "Entries": [{ "Id": "1", "MessageBody": "x" }] }),
        ),
        (
            "AmazonSQS.ReceiveMessage",
            json!({ "QueueUrl": "<queue>", "MaxNumberOfMessages": 1, "VisibilityTimeout": 1 }),
        ),
        ("AmazonSQS.DeleteMessage", json!({ "QueueUrl": "<queue>", "ReceiptHandle": "1#x" })),
        (
            "AmazonSQS.ChangeMessageVisibility",
            json!({ "QueueUrl": "<queue>", "ReceiptHandle": "1#x", "VisibilityTimeout": 0 }),
        ),
        ("AmazonSQS.GetQueueAttributes", json!({ "QueueUrl": "<queue>", "AttributeNames": ["All"] })),
        ("AWSEvents.PutEvents", json!({ "Entries": [event] })),
        ("DynamoDB_20120810.GetItem", json!({ "TableName": "<table>", "Key": key })),
        (
            "DynamoDB_20120810.PutItem",
            json!({ "TableName": "<table>", "Item": key, "ConditionExpression": "attribute_not_exists(pk)" }),
        ),
        (
            "DynamoDB_20120810.UpdateItem",
            json!({ "TableName": "<table>", "Key": key, "UpdateExpression": "SET #v = :v", "ExpressionAttributeNames": { "#v": "version" }, "ExpressionAttributeValues": { ":v": { "N": "1" } } }),
        ),
        (
            "DynamoDB_20120810.Query",
            json!({ "TableName": "<table>", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": { ":p": { "S": "x" } } }),
        ),
        (
            "DynamoDB_20120810.TransactWriteItems",
            json!({ "TransactItems": [{ "Put": { "TableName": "<table>", "Item": key } }] }),
        ),
    ];
    let requests = operations.into_iter().map(|(target, body)| {
        json!({ "aws": true, "method": "POST", "path": "/", "headers": [["x-amz-target", target]], "body": body.to_string() })
    });
    let invoke = json!({ "aws": true, "method": "POST", "path": "/2015-03-31/functions/accommodation-local-health:live/invocations", "body": "{}" });
    requests.chain([invoke]).collect()
}

impl Host {
    async fn start() -> Self {
        let running = local::start(Options::default()).await.expect("a host");
        let http = Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        let told = async |path, target, body| told(&http, &running.url, path, target, body).await;
        let profile = r#"{"sub":"5a1e2f60-7c7b-4a55-9b0e-3a6f4c1d2e77","name":"n","groups":["customer","host"]}"#;
        let token = text(&told("/dev/token", None, profile).await["token"]);
        let queue = text(&told("/", Some("AmazonSQS.ListQueues"), "{}").await["QueueUrls"][0]);
        let table = text(&told("/", Some("DynamoDB_20120810.ListTables"), "{}").await["TableNames"][0]);
        Self { running, http, token, queue, table }
    }

    /// What an input means here.
    fn filled(&self, text: &str) -> String {
        text.replace("<token>", &self.token).replace("<queue>", &self.queue).replace("<table>", &self.table)
    }

    async fn ask(&self, input: &Input) {
        let base = if input.aws { &self.running.endpoint_url } else { &self.running.url };
        let Ok(url) = Url::parse(&format!("{base}{}", input.path)) else { return };
        let Ok(method) = Method::from_bytes(input.method.as_bytes()) else { return };
        // Another machine is nobody to ask.
        if Some(url.host_str()) != Url::parse(base).ok().as_ref().map(Url::host_str) || method == Method::CONNECT {
            return;
        }
        let mut request = self.http.request(method, url.clone()).body(self.filled(&input.body));
        for (name, value) in &input.headers {
            request = request.header(name, self.filled(value));
        }
        // A header that is none is not sent.
        let Ok(request) = request.build() else { return };
        match self.http.execute(request).await {
            Ok(answer) => assert!(answer.status().as_u16() < 500, "{url}: {answer:?}"),
            Err(error) if error.is_timeout() => assert!(input.body.contains("WaitTimeSeconds"), "{url} hangs"),
            Err(error) => panic!("{url} is not answered: {error:?}"),
        }
        if url.path().starts_with("/dev/faults") {
            self.http.delete(format!("{}/dev/faults", self.running.url)).send().await.expect("an answer");
        }
    }
}

/// What the host says of itself.
async fn told(http: &Client, url: &str, path: &str, target: Option<&str>, body: &'static str) -> Value {
    let mut request = http.post(format!("{url}{path}")).body(body);
    if let Some(target) = target {
        request = request.header("x-amz-target", target);
    }
    request.send().await.expect("an answer").json().await.expect("JSON")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn run(input: &[u8]) {
    if let Ok(input) = serde_json::from_slice(input) {
        RUNTIME.block_on(HOST.ask(&input));
    }
}
