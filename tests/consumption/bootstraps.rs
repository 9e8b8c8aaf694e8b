//! The deployed bootstraps, each function a process of its own that asks for its invocations as it does on Lambda
//! (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>), hosted by the local host in the place of its own.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    routing::{get, post},
};
use local::registry::{self, Binaries, Binary};
use platform::{
    config::Lookup,
    function::{Function, FunctionError, Invocation},
};
use serde_json::{Value, value::RawValue};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot};

use crate::tally::{Tally, Usage};

type Answer = Result<Box<RawValue>, FunctionError>;

/// The processes of all functions. They end with it.
#[derive(Debug)]
pub(crate) struct Bootstraps {
    folder: PathBuf,
    services: String,
    tally: Arc<Tally>,
    running: Mutex<BTreeMap<String, Child>>,
}

/// An invocation on its way, and who waits for its answer.
type Job = (Invocation, oneshot::Sender<Answer>);

/// The runtime API of one function: it has one instance.
struct Runtime {
    function: String,
    jobs: AsyncMutex<mpsc::UnboundedReceiver<Job>>,
    waiting: Mutex<HashMap<String, oneshot::Sender<Answer>>>,
    tally: Arc<Tally>,
}

impl Bootstraps {
    /// The bootstraps in a folder, whose AWS services answer at this URL.
    pub(crate) fn of(folder: PathBuf, services: String, tally: Arc<Tally>) -> Arc<Self> {
        Arc::new(Self { folder, services, tally, running: Mutex::default() })
    }

    /// Them in the place of the workspace's own functions.
    pub(crate) fn binaries(self: &Arc<Self>) -> Binaries {
        let hosted = registry::workspace().into_iter().map(|(name, binary)| {
            let (bootstraps, file) = (Arc::clone(self), name.clone());
            let handlers: Vec<&str> = binary.handlers.iter().map(String::as_str).collect();
            let build = move |handler: &str, lookup: &Lookup| Ok(bootstraps.start(&file, handler, lookup));
            (name, Binary::new(&handlers, build))
        });
        hosted.collect()
    }

    /// What was taken so far, with the time that the processes had a CPU.
    pub(crate) fn usage(&self) -> Usage {
        let mut usage = self.tally.so_far();
        for (function, process) in self.running.lock().unwrap().iter() {
            let milliseconds = cpu_milliseconds(process.id());
            usage.entry(function.clone()).or_default().insert("cpuMs".to_owned(), milliseconds);
        }
        usage
    }

    fn start(&self, file: &str, handler: &str, lookup: &Lookup) -> Function {
        let (sender, jobs) = mpsc::unbounded_channel();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let runtime = Arc::new(Runtime {
            function: handler.to_owned(),
            jobs: AsyncMutex::new(jobs),
            waiting: Mutex::default(),
            tally: Arc::clone(&self.tally),
        });
        listener.set_nonblocking(true).unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        tokio::spawn(async move { axum::serve(listener, router(runtime)).await });

        let settings = environment_of_functions().into_iter().chain(OF_LAMBDA.map(str::to_owned));
        let path = self.folder.join(file);
        let mut process = Command::new(&path)
            .env_clear()
            .envs(settings.filter_map(|name| lookup.get(&name).map(|value| (name, value))))
            .env("AWS_ENDPOINT_URL", &self.services)
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "group")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "stream")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} cannot be started: {error}", path.display()));
        let log = BufReader::new(process.stdout.take().unwrap());
        let (tally, function) = (Arc::clone(&self.tally), handler.to_owned());
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                tally.add(&function, "logBytes", f64::from(u32::try_from(line.len()).unwrap()));
                tally.add(&function, "logLines", 1.0);
                if ["WARN", "ERROR"].iter().any(|level| line.contains(level)) {
                    eprintln!("{function}: {line}");
                }
            }
        });
        assert!(self.running.lock().unwrap().insert(handler.to_owned(), process).is_none(), "{handler} runs twice");
        Function::new(move |invocation| {
            let (answer, answered) = oneshot::channel();
            let sent = sender.send((invocation, answer));
            async move {
                sent.map_err(|_| FunctionError::new("Runtime.ExitError", "the runtime API has ended"))?;
                answered.await.unwrap_or_else(|_| Err(FunctionError::new("Runtime.ExitError", "no answer")))
            }
        })
    }
}

impl Drop for Bootstraps {
    fn drop(&mut self) {
        for process in self.running.get_mut().unwrap().values_mut() {
            // One that has ended by itself is no worse.
            drop(process.kill());
            drop(process.wait());
        }
    }
}

/// What Lambda sets beside the template's variables.
const OF_LAMBDA: [&str; 8] = [
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "_HANDLER",
];

/// Names of the variables that the template gives to functions.
fn environment_of_functions() -> BTreeSet<String> {
    let text = fs::read_to_string(local::Options::default().template).unwrap();
    let template: yaml_serde::Value = yaml_serde::from_str(&text).unwrap();
    let resources = template["Resources"].as_mapping().unwrap().values();
    let variables = resources.filter_map(|resource| resource["Properties"]["Environment"]["Variables"].as_mapping());
    variables.flat_map(yaml_serde::Mapping::keys).map(|name| name.as_str().unwrap().to_owned()).collect()
}

/// How long a process had a CPU, by all of its threads.
fn cpu_milliseconds(process: u32) -> f64 {
    let threads = fs::read_dir(format!("/proc/{process}/task")).expect("a process that runs");
    let nanoseconds = threads.map(|thread| {
        let text = fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap();
        text.split_whitespace().next().and_then(|field| field.parse::<f64>().ok()).expect("time on a CPU")
    });
    nanoseconds.sum::<f64>() / 1e6
}

fn router(runtime: Arc<Runtime>) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(respond))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(fail))
        .with_state(runtime)
}

async fn next(State(runtime): State<Arc<Runtime>>) -> (HeaderMap, String) {
    let Some((invocation, answer)) = runtime.jobs.lock().await.recv().await else {
        // The host has stopped, and the process will be.
        return std::future::pending().await;
    };
    runtime.count(&invocation);
    runtime.waiting.lock().unwrap().insert(invocation.request_id.clone(), answer);
    let headers = [
        ("lambda-runtime-aws-request-id", invocation.request_id),
        ("lambda-runtime-deadline-ms", invocation.deadline.as_millisecond().to_string()),
        ("lambda-runtime-invoked-function-arn", format!("arn:aws:lambda:local:0:function:{}", runtime.function)),
    ];
    let headers = headers.into_iter().map(|(name, value)| {
        (axum::http::HeaderName::from_static(name), HeaderValue::from_str(&value).expect("plain text"))
    });
    (headers.collect(), invocation.payload.get().to_owned())
}

async fn respond(State(runtime): State<Arc<Runtime>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    runtime.answer(&id, Ok(serde_json::from_slice(&body).expect("JSON")))
}

async fn fail(State(runtime): State<Arc<Runtime>>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    let error: Value = serde_json::from_slice(&body).expect("JSON");
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    runtime.answer(&id, Err(FunctionError::new(&text("errorType"), text("errorMessage"))))
}

impl Runtime {
    fn answer(&self, id: &str, answer: Answer) -> StatusCode {
        let waits = self.waiting.lock().unwrap().remove(id).expect("an invocation");
        // Who has stopped waiting does not stop the function.
        drop(waits.send(answer));
        StatusCode::ACCEPTED
    }

    /// An invocation, and what it is of.
    fn count(&self, invocation: &Invocation) {
        self.tally.add(&self.function, "invocations", 1.0);
        let event: Value = serde_json::from_str(invocation.payload.get()).expect("JSON");
        if event["requestContext"]["http"].is_object() {
            self.tally.add(&self.function, "apiRequests", 1.0);
        }
        for record in event["Records"].as_array().into_iter().flatten() {
            let is_message = record["eventSource"] == "aws:sqs";
            self.tally.add(&self.function, if is_message { "messages" } else { "streamRecords" }, 1.0);
        }
    }
}
