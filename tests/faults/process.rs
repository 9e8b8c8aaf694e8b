//! The local host in a process of its own, which can be killed.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use cargo_metadata::MetadataCommand;

/// The host, killed when the test ends.
pub struct Process {
    child: Child,
    /// Base URL of the HTTP API.
    pub url: String,
}

impl Process {
    /// Starts it, and waits until it answers.
    pub fn start(binary: &Path, template: &Path, data_dir: &Path, port: u16) -> Self {
        let mut child = Command::new(binary)
            .args(["--port", &port.to_string(), "--parameter-overrides", "ReconcileAfterSeconds=5"])
            .arg("--template")
            .arg(template)
            .arg("--data-dir")
            .arg(data_dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the host starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = lines.next().expect("a line").expect("a text");
        let url = line.split_whitespace().last().expect("a URL").replace("localhost", "127.0.0.1");
        Self { child, url }
    }

    /// Ends it as `kill -9` does.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The binary that `cargo run` runs, built if it is not.
pub fn binary() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "local", "--manifest-path"])
        .arg(&manifest)
        .status()
        .expect("cargo");
    assert!(status.success(), "the host is not built");
    let metadata = MetadataCommand::new().manifest_path(&manifest).no_deps().exec().expect("the workspace");
    metadata.target_directory.join("debug/local").into()
}

/// A port that was free a moment ago: the host comes back to it.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
