//! Somebody at the command line.

use std::time::Duration;

use clap::Parser;
use ops::commands::Arguments;
use platform::config::Lookup;
use system_tests::{Hosted, eventually, patience};

/// Somebody who operates one system, by the URL that its greeting shows.
pub(crate) struct Operator {
    url: String,
}

impl Operator {
    pub(crate) fn of(hosted: &Hosted) -> Self {
        Self { url: hosted.system.url().to_owned() }
    }

    /// What a command prints, and the error that it ends with.
    pub(crate) async fn tries(&self, command: &str) -> (String, Option<String>) {
        let words = ["ops", "--endpoint-url", &self.url].into_iter().chain(command.split_whitespace());
        let arguments = Arguments::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
        let mut output = Vec::new();
        let result = arguments.run(&Lookup::of::<&str, &str>([]), &mut output).await;
        let output = String::from_utf8(output).expect("UTF-8");
        (output, result.err().map(|error| platform::telemetry::chain(&error)))
    }

    /// What a command prints that succeeds.
    pub(crate) async fn does(&self, command: &str) -> String {
        let (output, error) = self.tries(command).await;
        assert_eq!(error, None, "{command} prints {output}");
        output
    }

    /// The line of a queue in `dlq list`, split into its words.
    pub(crate) async fn listed(&self, queue: &str) -> Vec<String> {
        let list = self.does("dlq list").await;
        let line = list.lines().find(|line| line.starts_with(queue)).unwrap_or_else(|| panic!("no {queue}: {list}"));
        line.split_whitespace().map(str::to_owned).collect()
    }

    /// Waits until a queue has so many dead letters.
    pub(crate) async fn dead_letters_become(&self, queue: &str, count: u64, deadline: Duration) {
        eventually(&format!("{count} dead letters in {queue}"), patience(deadline), async || {
            let line = self.listed(queue).await;
            if line[1] == count.to_string() { Ok(()) } else { Err(line.join(" ")) }
        })
        .await;
    }
}
