//! Stands between the functions and the AWS services, and counts what passes: calls, and what DynamoDB charges for them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::IntoResponse,
};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::tally::Tally;

/// What stands between.
#[derive(Debug)]
pub(crate) struct Services {
    /// Where functions call it.
    pub(crate) url: String,
    /// Where the services are, once they are.
    pub(crate) upstream: OnceLock<String>,
    http: Client,
    tally: Arc<Tally>,
    /// Calls that each function waits for.
    under_way: Mutex<HashMap<String, u32>>,
}

impl Services {
    /// Answers on a free port.
    pub(crate) async fn start(tally: Arc<Tally>) -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let http = Client::builder().no_proxy().build().unwrap();
        let services = Arc::new(Self { url, upstream: OnceLock::new(), http, tally, under_way: Mutex::default() });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&services));
        tokio::spawn(async move { axum::serve(listener, router).await });
        services
    }

    async fn pass(&self, uri: &Uri, mut headers: HeaderMap, body: Bytes) -> (StatusCode, HeaderMap, Bytes) {
        let caller = caller(&headers).expect("a signed request");
        let target = headers.get("x-amz-target").map(|target| target.to_str().unwrap().to_owned());
        let operation = target.as_deref().and_then(|target| target.split_once('.'));
        let body = match operation {
            Some(("DynamoDB_20120810", _)) => with_consumed_capacity(&body),
            _ => body,
        };
        for hop_by_hop in [header::HOST, header::CONTENT_LENGTH, header::CONNECTION] {
            headers.remove(hop_by_hop);
        }
        self.waits(&caller, operation.map_or("Invoke", |(_, operation)| operation));
        let url = format!("{}{uri}", self.upstream.get().expect("the system has started"));
        let answer = self.http.post(url).headers(headers).body(body.clone()).send().await.expect("an answer");
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        let answered = answer.bytes().await.expect("the whole answer");
        *self.under_way.lock().unwrap().get_mut(&caller).unwrap() -= 1;
        match operation {
            Some((service, operation)) => self.count(&caller, service, operation, &body, &answered),
            None => self.tally.add(&caller, &format!("invokes.{}", invoked(uri.path())), 1.0),
        }
        headers.remove(header::TRANSFER_ENCODING);
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(answered.len()));
        (status, headers, answered)
    }

    /// A function that waits for several calls at once waits for about as long as for the first of them.
    fn waits(&self, caller: &str, operation: &str) {
        let mut under_way = self.under_way.lock().unwrap();
        let calls = under_way.entry(caller.to_owned()).or_default();
        if *calls == 0 {
            self.tally.add(caller, &format!("waits.{operation}"), 1.0);
        }
        *calls += 1;
    }

    fn count(&self, caller: &str, service: &str, operation: &str, request: &[u8], answer: &[u8]) {
        self.tally.add(caller, &format!("calls.{operation}"), 1.0);
        if service == "AWSEvents" {
            let request: Value = serde_json::from_slice(request).expect("JSON");
            let events = request["Entries"].as_array().expect("entries").len();
            self.tally.add(caller, "events", f64::from(u32::try_from(events).unwrap()));
        }
        if service == "DynamoDB_20120810" {
            let kind =
                if ["GetItem", "Query", "BatchGetItem"].contains(&operation) { "readUnits" } else { "writeUnits" };
            let answer: Value = serde_json::from_slice(answer).expect("JSON");
            self.tally.add(caller, kind, units(&answer["ConsumedCapacity"]));
        }
    }
}

async fn pass(State(services): State<Arc<Services>>, uri: Uri, headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    services.pass(&uri, headers, body).await
}

/// Has DynamoDB say what it charges, indexes included.
fn with_consumed_capacity(request: &[u8]) -> Bytes {
    let mut request: Value = serde_json::from_slice(request).expect("JSON");
    request["ReturnConsumedCapacity"] = json!("TOTAL");
    request.to_string().into()
}

/// Of one table, or of several. A refused request has none.
fn units(capacity: &Value) -> f64 {
    let of = |capacity: &Value| capacity["CapacityUnits"].as_f64().unwrap_or_default();
    capacity.as_array().map_or_else(|| of(capacity), |tables| tables.iter().map(of).sum())
}

/// The function that signed: its access key is its name.
fn caller(headers: &HeaderMap) -> Option<String> {
    let (_, credential) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once("Credential=")?;
    credential.split('/').next().map(str::to_owned)
}

/// The function that a path of Lambda's `Invoke` names: `…function%3Alocal-charge-payment%3Alive/invocations`.
fn invoked(path: &str) -> &str {
    let (_, name) = path.split_once("function%3Alocal-").unwrap_or_else(|| panic!("not an invocation: {path}"));
    name.split('%').next().unwrap_or(name)
}
