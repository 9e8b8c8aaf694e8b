//! AWS's Runtime Interface Emulator with one function in it: it starts the bootstrap, is the Runtime API to it, and takes
//! invocations from whoever calls.

use std::{
    fs::File,
    net::{SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use local::FunctionSpec;
use reqwest::{Client, StatusCode};
use serde_json::Value;
use system_tests::{eventually, path, patience};
use tempfile::NamedTempFile;
use tokio::net::TcpStream;

use crate::process::{children_of, runs, signal};

/// How long it may take to listen, and to end.
const STARTS_WITHIN: Duration = Duration::from_secs(5);
const ENDS_WITHIN: Duration = Duration::from_secs(5);
/// How often it is started again, if somebody else has taken its port meanwhile.
const ATTEMPTS: usize = 3;

/// A function under the emulator. Both end with the test.
pub(crate) struct Emulator {
    process: Child,
    /// Where it takes invocations, and where the function asks for them.
    addresses: [SocketAddr; 2],
    http: Client,
    /// What both have printed.
    output: NamedTempFile,
}

/// What is different from the template, for one test.
#[derive(Default)]
pub(crate) struct Changes<'a> {
    /// Another timeout, in seconds.
    pub(crate) timeout: Option<u64>,
    /// A variable that is missing.
    pub(crate) without: Option<&'a str>,
}

impl Emulator {
    /// Starts it with what the template and Lambda give the function.
    pub(crate) async fn start(function: &FunctionSpec, endpoint_url: &str) -> Self {
        Self::start_with(function, endpoint_url, &Changes::default()).await
    }

    /// Starts it with something else.
    pub(crate) async fn start_with(function: &FunctionSpec, endpoint_url: &str, changes: &Changes<'_>) -> Self {
        let timeout = changes.timeout.unwrap_or(function.timeout.as_secs());
        let mut variables = function.variables(endpoint_url, &function.handler);
        variables.retain(|(name, _)| Some(name.as_str()) != changes.without);
        // By this the emulator knows when to end an invocation: on Lambda it is a setting, and no variable.
        variables.push(("AWS_LAMBDA_FUNCTION_TIMEOUT".to_owned(), timeout.to_string()));
        let patience = patience(Duration::from_secs(timeout) + ENDS_WITHIN);
        let http = Client::builder().no_proxy().timeout(patience).build().expect("an HTTP client");
        for _ in 0..ATTEMPTS {
            let mut emulator = Self::spawn(&function.binary, &variables, http.clone());
            if emulator.listens().await {
                return emulator;
            }
        }
        panic!("the emulator does not start");
    }

    fn spawn(binary: &str, variables: &[(String, String)], http: Client) -> Self {
        let addresses @ [invocations, runtime_api] = free_addresses();
        let output = NamedTempFile::new().expect("a file");
        let append = || File::options().append(true).open(output.path()).expect("the file");
        let emulator = path("ACCOMMODATION_RIE", "tests/rie/run");
        let process = Command::new(&emulator)
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .args(["--runtime-interface-emulator-address", &invocations.to_string()])
            .args(["--runtime-api-address", &runtime_api.to_string()])
            .arg(path("ACCOMMODATION_BOOTSTRAPS", "tests/rie/run").join(binary))
            .stdin(Stdio::null())
            .stdout(append())
            .stderr(append())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", emulator.display()));
        Self { process, addresses, http, output }
    }

    /// Waits until it listens, to callers and to the function, which would not try again. False if it ended instead.
    async fn listens(&mut self) -> bool {
        eventually("the emulator listens", patience(STARTS_WITHIN), async || {
            if self.process.try_wait().expect("a process").is_some() {
                return Ok(false);
            }
            for address in self.addresses {
                TcpStream::connect(address).await.map_err(|error| format!("{address}: {error}"))?;
            }
            Ok(true)
        })
        .await
    }

    /// What the function makes of an event, or the emulator's own words on an invocation that it has ended.
    pub(crate) async fn invoke(&self, event: String) -> Value {
        let body = self.post(event, StatusCode::OK).await;
        serde_json::from_str(&body).unwrap_or(Value::String(body))
    }

    /// What the emulator answers to an event for which the function's process ended: nothing if it ended before it took the
    /// event.
    pub(crate) async fn invoke_in_vain(&self, event: String) -> Option<Value> {
        let body = self.post(event, StatusCode::BAD_GATEWAY).await;
        (!body.is_empty()).then(|| serde_json::from_str(&body).expect("an error in JSON"))
    }

    async fn post(&self, event: String, expected: StatusCode) -> String {
        let url = format!("http://{}/2015-03-31/functions/function/invocations", self.addresses[0]);
        let answer = self.http.post(url).body(event).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{error}: {}", self.output()));
        let status = answer.status();
        let body = answer.text().await.expect("a body");
        assert_eq!(status, expected, "{body}: {}", self.output());
        body
    }

    /// What the emulator and the function have printed so far.
    pub(crate) fn output(&self) -> String {
        std::fs::read_to_string(self.output.path()).expect("what was printed")
    }

    /// The process of the function, once there is one.
    pub(crate) async fn bootstrap(&self) -> u32 {
        eventually("the function is started", patience(STARTS_WITHIN), async || {
            children_of(self.process.id()).first().copied().ok_or_else(|| "no process".to_owned())
        })
        .await
    }
}

impl Drop for Emulator {
    /// Told to end, it ends the function first; both are ended if it does not.
    fn drop(&mut self) {
        let functions = children_of(self.process.id());
        signal(self.process.id(), "TERM");
        let start = Instant::now();
        while matches!(self.process.try_wait(), Ok(None)) && start.elapsed() < ENDS_WITHIN {
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        functions.into_iter().filter(|function| runs(*function)).for_each(|function| signal(function, "KILL"));
    }
}

/// Two ports that were free a moment ago.
fn free_addresses() -> [SocketAddr; 2] {
    let listeners = [(), ()].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    listeners.map(|listener| listener.local_addr().expect("an address"))
}
