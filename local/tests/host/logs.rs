//! What a process logs, as an operator searches it.

use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    sync::{Arc, Mutex},
    thread,
};

use crate::process::{Process, spawn_logging, whole_system};

/// A process with the whole system, and its log lines so far.
pub struct Logging {
    pub api: String,
    lines: Arc<Mutex<Vec<String>>>,
    _process: Process,
    _data: tempfile::TempDir,
}

impl Logging {
    /// One with these values of parameters.
    pub fn start(parameters: &[&str]) -> Self {
        Self::at("info", parameters)
    }

    /// One that logs what this filter lets through.
    pub fn at(filter: &str, parameters: &[&str]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let (mut process, api) = spawn_logging(&whole_system(), data.path(), filter, parameters);
        let stderr = process.stderr();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                kept.lock().unwrap().push(line);
            }
        });
        Self { api, lines, _process: process, _data: data }
    }

    pub fn lines(&self) -> Vec<Line> {
        self.lines.lock().unwrap().iter().cloned().map(Line).collect()
    }

    /// The functions that have logged this correlation id.
    pub fn speaking_of(&self, correlation_id: &str) -> BTreeSet<String> {
        let lines = self.lines();
        let own = lines.iter().filter(|line| line.field("correlation_id") == Some(correlation_id));
        own.filter_map(|line| line.field("function")).map(str::to_owned).collect()
    }
}

/// One line.
pub struct Line(pub String);

impl Line {
    /// A text field of the line or, if it has none, of the spans around it: the innermost one's.
    pub fn field(&self, name: &str) -> Option<&str> {
        let begin = format!("{name}=\"");
        let is_whole = |place: &usize| self.0[..*place].ends_with([' ', '{']);
        let place = self.0.rmatch_indices(&begin).map(|(place, _)| place).find(is_whole)?;
        self.0[place + begin.len()..].split('"').next()
    }

    /// Whether it says this.
    pub fn says(&self, message: &str) -> bool {
        self.0.contains(&format!(": {message} "))
    }
}
