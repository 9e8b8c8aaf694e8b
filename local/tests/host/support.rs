//! A host of a small template with functions that a test writes itself.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use local::{
    Options, Running, StartError,
    registry::{Binaries, Binary},
};
use platform::{
    clients::Aws,
    config::Lookup,
    function::{Function, FunctionError, Invocation},
};
use serde_json::{Value, json, value::to_raw_value};
use tokio::time;

/// A running host.
pub struct Host {
    pub running: Running,
    pub http: reqwest::Client,
    pub aws: Aws,
}

/// A function of a test: from the event to the result.
pub type Handler = Arc<dyn Fn(Value) -> Result<Value, FunctionError> + Send + Sync>;

/// A function that does nothing, in a template's `Resources`: a template without any is refused. To be hosted with
/// [`idle`].
pub const IDLE: &str = "
  IdleFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/code/
      Handler: idle
      Events: {Route: {Type: HttpApi, Properties: {Path: /idle, Method: GET}}}
";

/// The handlers of [`IDLE`].
pub fn idle() -> Vec<(&'static str, Function)> {
    vec![("idle", function(Ok))]
}

/// Starts the template with one binary, `code`, that has these handlers.
pub async fn start(
    template: &str,
    data_dir: Option<&Path>,
    handlers: Vec<(&str, Function)>,
) -> Result<Host, StartError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), template).unwrap();
    let options =
        Options { template: file.path().to_owned(), data_dir: data_dir.map(Path::to_owned), ..Options::default() };
    let names: Vec<&str> = handlers.iter().map(|(name, _)| *name).collect();
    let functions: Vec<(String, Function)> =
        handlers.iter().map(|(name, function)| ((*name).to_owned(), function.clone())).collect();
    let code =
        Binary::new(&names, move |name, _| Ok(functions.iter().find(|(known, _)| known == name).unwrap().1.clone()));
    let running = local::start_with(options, &Binaries::from([("code".to_owned(), code)])).await?;
    let lookup = Lookup::of([
        ("AWS_REGION", "ap-northeast-2"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL", &running.endpoint_url),
    ]);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    Ok(Host { running, http, aws: Aws::new(&lookup).unwrap() })
}

/// A function of a plain closure.
pub fn function(handler: impl Fn(Value) -> Result<Value, FunctionError> + Send + Sync + 'static) -> Function {
    let handler: Handler = Arc::new(handler);
    Function::new(move |invocation: Invocation| {
        let handler = Arc::clone(&handler);
        async move {
            let event = serde_json::from_str(invocation.payload.get()).unwrap();
            Ok(to_raw_value(&handler(event)?).unwrap())
        }
    })
}

/// A function that takes its time.
pub fn sleeper(duration: Duration) -> Function {
    Function::new(move |_| async move {
        time::sleep(duration).await;
        Ok(to_raw_value(&Value::Null).unwrap())
    })
}

/// What functions saw.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until the log is long enough.
    pub async fn until(&self, length: usize) -> Vec<String> {
        eventually(|| async { Some(self.lines()).filter(|lines| lines.len() >= length) }).await
    }
}

/// Waits, at most 10 s, until there is something.
pub async fn eventually<T, F: Future<Output = Option<T>>>(condition: impl Fn() -> F) -> T {
    within(Duration::from_secs(10), condition).await
}

/// Waits until there is something, and no longer than told.
pub async fn within<T, F: Future<Output = Option<T>>>(patience: Duration, condition: impl Fn() -> F) -> T {
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Some(found) = condition().await {
            return found;
        }
        time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not happen within {patience:?}");
}

impl Host {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url)
    }

    pub async fn get(&self, path: &str) -> Value {
        self.http.get(self.url(path)).send().await.unwrap().json().await.unwrap()
    }

    pub async fn token(&self, groups: &[&str]) -> String {
        let profile = json!({ "sub": "c-1", "name": "홍길동", "groups": groups });
        let answer = self.http.post(self.url("/dev/token")).json(&profile).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned()
    }

    pub async fn send(&self, queue: &str, body: &str) {
        let url = format!("{}/000000000000/{queue}", self.running.endpoint_url);
        self.sqs().send_message().queue_url(url).message_body(body).send().await.unwrap();
    }

    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(self.aws.retrying())
    }

    /// A number that `/dev/queues` shows of a queue.
    pub async fn depth(&self, queue: &str, what: &str) -> u64 {
        self.get("/dev/queues").await[queue][what].as_u64().unwrap()
    }
}
