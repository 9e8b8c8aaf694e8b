//! The binary itself.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStderr, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

/// The binary itself, killed when the test ends.
pub struct Process(Child);

impl Process {
    /// What it writes to its standard error.
    pub fn stderr(&mut self) -> ChildStderr {
        self.0.stderr.take().unwrap()
    }

    /// Ends it as `kill -9` does.
    pub fn kill(&mut self) {
        // On Unix this is SIGKILL.
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What is deployed.
pub fn whole_system() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml")
}

/// Starts the binary; answers it with the URLs of the API and the AWS endpoints.
pub fn spawn(template: &Path, data_dir: &Path) -> (Process, String, String) {
    started(&mut command(template, data_dir))
}

/// The same with other values of parameters, and the log lines that `filter` lets through on the process's standard error;
/// answers only the URL of the API.
pub fn spawn_logging(template: &Path, data_dir: &Path, filter: &str, parameters: &[&str]) -> (Process, String) {
    let mut command = command(template, data_dir);
    if !parameters.is_empty() {
        command.arg("--parameter-overrides").args(parameters);
    }
    let (process, api, _) = started(command.env("RUST_LOG", filter).stderr(Stdio::piped()));
    (process, api)
}

fn command(template: &Path, data_dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command.arg("--port=0").arg("--template").arg(template).arg("--data-dir").arg(data_dir).stdout(Stdio::piped());
    command
}

fn started(command: &mut Command) -> (Process, String, String) {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut url = || lines.next().unwrap().unwrap().split_whitespace().last().unwrap().to_owned();
    let (api, endpoints) = (url(), url());
    (Process(child), api, endpoints)
}

/// The smallest binary's functions: a template needs at least one.
const HEALTH: &str = "
Resources:
  Health:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/health/
      Handler: health
      Environment: {Variables: {VERSION: test}}
      Events: {Route: {Type: HttpApi, Properties: {Path: /health, Method: GET}}}
  UnknownRoute:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: target/lambda/health/
      Handler: unknown-route
      Events: {Route: {Type: HttpApi, Properties: {}}}
";

#[test]
fn a_signal_stops_it_cleanly() {
    let dir = tempfile::tempdir().unwrap();
    let template = dir.path().join("template.yaml");
    std::fs::write(&template, HEALTH).unwrap();
    let (mut process, ..) = spawn(&template, dir.path());
    let signalled = Command::new("kill").args(["-TERM", &process.0.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    assert!(process.0.wait().unwrap().success());
}

#[tokio::test]
async fn what_was_sent_survives_kill_9() {
    let dir = tempfile::tempdir().unwrap();
    let template = dir.path().join("template.yaml");
    // Two queues that are each other's dead-letter queue: nobody else reads them.
    let queue = |name: &str, other: &str| {
        format!(
            "  {name}:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: {name}\n      DelaySeconds: 600\n      \
             RedrivePolicy: {{deadLetterTargetArn: !GetAtt {other}.Arn, maxReceiveCount: 2}}\n"
        )
    };
    std::fs::write(&template, format!("{HEALTH}{}{}", queue("One", "Two"), queue("Two", "One"))).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let data = dir.path().join("data");
    let (mut process, _, endpoints) = spawn(&template, &data);
    let sent = http
        .post(&endpoints)
        .header("x-amz-target", "AmazonSQS.SendMessage")
        .body(format!(r#"{{"QueueUrl":"{endpoints}/000000000000/One","MessageBody":"kept"}}"#));
    assert_eq!(sent.send().await.unwrap().status(), 200);
    process.kill();
    let (_process, api, _) = spawn(&template, &data);
    let queues: Value = http.get(format!("{api}/dev/queues")).send().await.unwrap().json().await.unwrap();
    assert_eq!(queues["One"]["delayed"], 1, "{queues}");
}

#[tokio::test]
async fn the_whole_system_is_there_within_a_second_and_idles_under_100_mb() {
    let dir = tempfile::tempdir().unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let start = Instant::now();
    let (process, api, _) = spawn(&whole_system(), dir.path());
    let answer = http.get(format!("{api}/health")).send().await.unwrap();
    let elapsed = start.elapsed();
    assert_eq!(answer.status(), 200);
    println!("/health after {elapsed:?}");
    assert!(elapsed < Duration::from_secs(1), "{elapsed:?}");
    if let Some(kilobytes) = resident_kilobytes(process.0.id()) {
        println!("{kilobytes} kB resident");
        assert!(kilobytes < 100_000, "{kilobytes} kB");
    }
}

/// What a process has in memory, where the system tells: on Linux.
fn resident_kilobytes(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
