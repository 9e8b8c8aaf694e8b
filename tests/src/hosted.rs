//! The whole system, started in this process from the template that is deployed.

use std::{fs, io::Write, net::IpAddr, path::Path, sync::mpsc, thread};

use local::{FunctionSpec, Options, Running};

use crate::system::System;

/// How long the template's queues hide a message that failed, and how long they do where tests wait for it.
const SLOW_RETRIES: &str = "VisibilityTimeout: 60";
const QUICK_RETRIES: &str = "VisibilityTimeout: 2";

/// A system of a test's own, on a free port. It ends with the test.
pub struct Hosted {
    /// A connection to it.
    pub system: System,
    /// Where its AWS services answer.
    pub endpoint_url: String,
    running: Running,
}

impl Hosted {
    /// One with nothing in it.
    pub async fn start() -> Self {
        started(Self::start_with(&[]).await)
    }

    /// One that another address of this machine leads to as well.
    pub async fn listening_on(address: IpAddr) -> Self {
        started(Self::run(Options { listen: Some(address), ..Options::default() }).await)
    }

    /// One with other values of the template's parameters; the error says why it does not start.
    pub async fn start_with(parameters: &[(&str, &str)]) -> Result<Self, String> {
        Self::run(Options { parameter_overrides: overrides(parameters), ..Options::default() }).await
    }

    /// One that keeps everything in a folder, and goes on with what is there.
    pub async fn start_in(folder: &Path) -> Self {
        started(Self::run(Options { data_dir: Some(folder.to_owned()), ..Options::default() }).await)
    }

    /// One whose queues give a message that failed again after two seconds: in the template it is a minute.
    pub async fn with_quick_retries() -> Self {
        started(Self::start_edited(SLOW_RETRIES, QUICK_RETRIES, &[]).await)
    }

    /// One with quick retries, and with other values of the template's parameters.
    pub async fn with_quick_retries_and(parameters: &[(&str, &str)]) -> Self {
        started(Self::start_edited(SLOW_RETRIES, QUICK_RETRIES, parameters).await)
    }

    /// One whose messages come again after two seconds, and whose reconcilers take over after five.
    pub async fn in_a_hurry(parameters: &[(&str, &str)]) -> Self {
        let parameters = [&[("ReconcileAfterSeconds", "5")], parameters].concat();
        started(Self::start_edited(SLOW_RETRIES, QUICK_RETRIES, &parameters).await)
    }

    /// One whose relay puts events on a bus that is not there, and parks them after half a minute.
    pub async fn with_a_lost_bus() -> Self {
        let (bus, age) = ("EVENT_BUS_NAME: !Ref EventBus", ("RelayRecordAgeSeconds", "60"));
        started(Self::start_edited(bus, "EVENT_BUS_NAME: elsewhere", &[age]).await)
    }

    /// One with other values of the template's parameters, where what is scheduled every minute runs only when it is told
    /// to.
    pub async fn with_idle_schedules(parameters: &[(&str, &str)]) -> Self {
        started(Self::start_edited("rate(1 minute)", "rate(24 hours)", parameters).await)
    }

    /// One of the template with another text in the place of each of these.
    async fn start_edited(text: &str, other: &str, parameters: &[(&str, &str)]) -> Result<Self, String> {
        let file = edited(text, other);
        let template = file.path().to_owned();
        Self::run(Options { template, parameter_overrides: overrides(parameters), ..Options::default() }).await
    }

    /// Its functions, as the template describes them.
    pub fn functions(&self) -> &[FunctionSpec] {
        &self.running.functions
    }

    /// Its API's routes, as API Gateway writes them.
    pub fn routes(&self) -> &[String] {
        &self.running.routes
    }

    /// The function with this handler.
    pub fn function(&self, handler: &str) -> &FunctionSpec {
        let found = self.functions().iter().find(|function| function.handler == handler);
        found.unwrap_or_else(|| panic!("the template has no {handler}"))
    }

    /// Stops it.
    pub async fn stop(self) {
        self.running.stop().await;
    }

    async fn run(options: Options) -> Result<Self, String> {
        let running = local::start(options).await.map_err(|error| format!("{:#}", anyhow::Error::from(error)))?;
        let (system, endpoint_url) = (System::at(&running.url), running.endpoint_url.clone());
        Ok(Self { system, endpoint_url, running })
    }
}

/// The template with quick retries, for a host in a process of its own.
pub fn hurried_template() -> tempfile::NamedTempFile {
    edited(SLOW_RETRIES, QUICK_RETRIES)
}

fn edited(text: &str, other: &str) -> tempfile::NamedTempFile {
    let template = fs::read_to_string(Options::default().template).expect("the template");
    let edited = template.replace(text, other);
    assert_ne!(edited, template, "the template has no {text}");
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(edited.as_bytes()).expect("a template");
    file
}

fn overrides(parameters: &[(&str, &str)]) -> Vec<(String, String)> {
    parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn started(result: Result<Hosted, String>) -> Hosted {
    result.unwrap_or_else(|error| panic!("the system does not start: {error}"))
}

/// Starts one on a thread that lives as long as the process, apart from the tests' own runtimes, and answers its URL.
pub(crate) fn start_for_all_tests() -> String {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async move {
            let hosted = Hosted::start().await;
            sender.send(hosted.running.url.clone()).expect("the test waits");
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().expect("the system starts; its thread says above why it does not")
}
