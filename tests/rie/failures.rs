//! What goes wrong with a function, and what Lambda then does: by AWS's own code, and with the binaries that are deployed.

use std::time::{Duration, Instant};

use local::FunctionSpec;
use serde_json::Value;
use system_tests::{Hosted, story::sample};
use tokio::net::TcpListener;

use crate::{
    NO_EVENT,
    emulator::{Changes, Emulator},
    process::{runs, signal},
};

/// Services of AWS that take requests and never answer, and the function of a handler.
async fn with_silent_services(handler: &str) -> (TcpListener, String, FunctionSpec) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    (silent, url, function(handler).await)
}

async fn function(handler: &str) -> FunctionSpec {
    let hosted = Hosted::start().await;
    let function = hosted.functions().iter().find(|function| function.handler == handler).unwrap().clone();
    hosted.stop().await;
    function
}

/// The function of the emulator answers again, in a new process.
async fn starts_again(emulator: &Emulator, before: u32) {
    assert!(!runs(before), "the process is still there: {}", emulator.output());
    assert_eq!(emulator.invoke(NO_EVENT.to_owned()).await["errorType"], "InvalidEvent");
    assert_ne!(emulator.bootstrap().await, before);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs AWS's emulator and the functions' binaries: tests/rie/run"]
async fn an_invocation_past_the_timeout_is_ended_and_the_next_one_has_a_new_instance() {
    let (_silent, url, function) = with_silent_services("register-room").await;
    let changes = Changes { timeout: Some(1), ..Changes::default() };
    let emulator = Emulator::start_with(&function, &url, &changes).await;
    let (answer, bootstrap) = tokio::join!(emulator.invoke(sample("register-room")), emulator.bootstrap());
    assert_eq!(answer, "Task timed out after 1.00 seconds");
    starts_again(&emulator, bootstrap).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs AWS's emulator and the functions' binaries: tests/rie/run"]
async fn a_function_knows_when_it_will_be_ended_and_answers_before() {
    let (_silent, url, function) = with_silent_services("grant-promotion").await;
    let changes = Changes { timeout: Some(1), ..Changes::default() };
    let emulator = Emulator::start_with(&function, &url, &changes).await;
    let start = Instant::now();
    // It gives a call three seconds where it has them.
    let answer = emulator.invoke(sample("grant-promotion")).await;
    assert_eq!(answer["statusCode"], 503, "{answer}");
    assert!(start.elapsed() >= Duration::from_millis(500), "it waited for {:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs AWS's emulator and the functions' binaries: tests/rie/run"]
async fn a_crash_fails_the_invocation_and_the_next_one_has_a_new_instance() {
    let (silent, url, function) = with_silent_services("register-room").await;
    let emulator = Emulator::start(&function, &url).await;
    let crash = async {
        let _table = silent.accept().await.unwrap();
        let bootstrap = emulator.bootstrap().await;
        // What a panic ends in, where panics abort.
        signal(bootstrap, "ABRT");
        bootstrap
    };
    let (answer, bootstrap) = tokio::join!(emulator.invoke_in_vain(sample("register-room")), crash);
    let answer = answer.unwrap_or_else(|| panic!("it ended before it took the event: {}", emulator.output()));
    assert_eq!(answer["errorType"], "Runtime.ExitError", "{answer}");
    let message = answer["errorMessage"].as_str().unwrap();
    assert!(message.ends_with(" Error: Runtime exited with error: signal: aborted"), "{message}");
    starts_again(&emulator, bootstrap).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs AWS's emulator and the functions' binaries: tests/rie/run"]
async fn a_function_without_a_setting_does_not_start_and_its_log_names_the_setting() {
    let (_silent, url, function) = with_silent_services("register-room").await;
    let changes = Changes { without: Some("TABLE_NAME"), ..Changes::default() };
    let emulator = Emulator::start_with(&function, &url, &changes).await;
    assert_eq!(emulator.invoke_in_vain(sample("register-room")).await, None);
    let output = emulator.output();
    assert!(output.contains("Runtime exited with error: exit status 1"), "{output}");
    let line = output.lines().find(|line| line.contains("the function cannot start")).expect("a line of the log");
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["level"], "ERROR");
    assert!(line["error"].as_str().unwrap().contains("TABLE_NAME"), "{line}");
}
