//! What `local/sam-local` prepares is what SAM's own tool reads: without containers, up to where it would start one. And what
//! is not on this machine's own address reaches a host that listens elsewhere, as containers do.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

use serde_json::Value;
use system_tests::{
    Hosted, path,
    story::{folder, sample},
};

use crate::emulator::Emulator;

/// An address of this machine that is not the one where hosts listen.
const ELSEWHERE: &str = "127.0.0.2";

/// The repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// What a command of the repository prints.
fn output(command: &mut Command) -> String {
    let output = command.current_dir(root()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The routes of the samples, each with the resource of its function.
fn routes(hosted: &Hosted) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let handlers = files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned());
    let route = |handler: String| {
        let event: Value = serde_json::from_str(&sample(&handler)).unwrap();
        let function = hosted.functions().iter().find(|function| function.handler == handler).unwrap();
        event["routeKey"].as_str().map(|key| (key.to_owned(), function.logical_id.clone()))
    };
    handlers.filter_map(route).collect()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs SAM's own tool: tests/rie/run"]
async fn sam_local_has_every_function_with_the_environment_of_the_running_host_and_every_route() {
    let hosted = Hosted::start().await;
    output(Command::new("local/sam-local").arg(hosted.system.url()));
    let read = output(
        Command::new(path("ACCOMMODATION_SAM_PYTHON", "tests/rie/run"))
            .args(["tests/rie/sam_local.py", "target/sam-local.yaml", "target/sam-local.json"])
            .env("AWS_DEFAULT_REGION", "ap-northeast-2")
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    );
    let read: Value = serde_json::from_str(&read).unwrap();
    let names: BTreeSet<_> = read["functions"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, hosted.functions().iter().map(|function| function.logical_id.clone()).collect());
    let endpoint_url = hosted.endpoint_url.replace("127.0.0.1", "host.docker.internal");
    for function in hosted.functions() {
        let found = &read["functions"][&function.logical_id];
        assert_eq!(found["code"], *root().join("target/lambda").join(&function.binary).to_str().unwrap());
        assert_eq!(
            (&found["handler"], &found["runtime"]),
            (&function.handler.clone().into(), &"provided.al2023".into())
        );
        assert_eq!(
            (&found["timeout"], &found["memory"]),
            (&function.timeout.as_secs().into(), &function.memory_mb.into())
        );
        assert_eq!(found["variables"]["AWS_ENDPOINT_URL"], endpoint_url, "{}", function.handler);
        for (name, value) in &function.environment {
            let value = value.replace("127.0.0.1", "host.docker.internal");
            assert_eq!(found["variables"][name], value, "{} of {}", name, function.handler);
        }
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = read["routes"].as_array().unwrap().iter().map(|route| {
        let key = match (text(&route[0]), text(&route[1])) {
            (_, path) if path == "$default" => path,
            (method, path) => format!("{method} {path}"),
        };
        (key, text(&route[2]))
    });
    assert_eq!(found.collect::<BTreeMap<_, _>>(), routes(&hosted));
    hosted.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs AWS's emulator and the functions' binaries: tests/rie/run"]
async fn a_function_elsewhere_reaches_a_host_that_listens_there() {
    let hosted = Hosted::listening_on(ELSEWHERE.parse().unwrap()).await;
    let function = hosted.functions().iter().find(|function| function.handler == "register-room").unwrap();
    let emulator = Emulator::start(function, &hosted.endpoint_url.replace("127.0.0.1", ELSEWHERE)).await;
    let answer = emulator.invoke(sample("register-room")).await;
    assert_eq!(answer["statusCode"], 201, "{answer}: {}", emulator.output());
    hosted.stop().await;
}
