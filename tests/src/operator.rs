//! Somebody at the command line.

use std::time::Duration;

use clap::Parser;
use ops::commands::Arguments;
use platform::config::Lookup;

use crate::{hosted::Hosted, settings::patience, system::System, waiting::eventually};

/// Somebody who operates one system, by the URL that its greeting shows.
pub struct Operator {
    url: String,
}

impl Operator {
    /// Somebody who operates this system.
    pub fn of(hosted: &Hosted) -> Self {
        Self::at(&hosted.system)
    }

    /// Somebody who operates the system that is there.
    pub fn at(system: &System) -> Self {
        Self { url: system.url().to_owned() }
    }

    /// What a command prints, and the error that it ends with.
    pub async fn tries(&self, command: &str) -> (String, Option<String>) {
        let words = ["ops", "--endpoint-url", &self.url].into_iter().chain(command.split_whitespace());
        let arguments = Arguments::try_parse_from(words).unwrap_or_else(|error| panic!("{error}"));
        let mut output = Vec::new();
        let result = arguments.run(&Lookup::of::<&str, &str>([]), &mut output).await;
        let output = String::from_utf8(output).expect("UTF-8");
        (output, result.err().map(|error| platform::telemetry::chain(&error)))
    }

    /// What a command prints that succeeds.
    pub async fn does(&self, command: &str) -> String {
        let (output, error) = self.tries(command).await;
        assert_eq!(error, None, "{command} prints {output}");
        output
    }

    /// The line of a queue in `dlq list`, split into its words.
    pub async fn listed(&self, queue: &str) -> Vec<String> {
        let list = self.does("dlq list").await;
        let line = list.lines().find(|line| line.starts_with(queue)).unwrap_or_else(|| panic!("no {queue}: {list}"));
        line.split_whitespace().map(str::to_owned).collect()
    }

    /// Waits until a queue has so many dead letters.
    pub async fn dead_letters_become(&self, queue: &str, count: u64, deadline: Duration) {
        eventually(&format!("{count} dead letters in {queue}"), patience(deadline), async || {
            let line = self.listed(queue).await;
            if line[1] == count.to_string() { Ok(()) } else { Err(line.join(" ")) }
        })
        .await;
    }
}
