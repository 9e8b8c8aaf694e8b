//! The command line.

mod audit;
mod dlq;
mod replay;

use std::io::Write;

use platform::config::Lookup;

use crate::{OpsError, connect};

/// What operators do to a stack: dead letters, replays, audits.
#[derive(Debug, clap::Parser)]
#[command(version)]
pub struct Arguments {
    /// The stack's name [default with an endpoint on this machine: local].
    #[arg(long, global = true, value_name = "NAME")]
    stack: Option<String>,
    /// Where AWS answers, if not at its own endpoints; the local host is <http://localhost:3000> [env: `AWS_ENDPOINT_URL`].
    #[arg(long, global = true, value_name = "URL")]
    endpoint_url: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Messages that nobody could handle.
    #[command(subcommand)]
    Dlq(dlq::Dlq),
    /// Tells a consumer again where aggregates stand.
    Replay(replay::Arguments),
    /// Checks that everything that was promised holds of what is stored.
    Audit(audit::Arguments),
}

impl Arguments {
    /// Carries the command out; what it finds goes to `output`.
    pub async fn run(self, lookup: &Lookup, output: &mut impl Write) -> Result<(), OpsError> {
        let stack = connect(lookup, self.stack.as_deref(), self.endpoint_url.as_deref())?;
        match self.command {
            Command::Dlq(command) => command.run(&stack, output).await,
            Command::Replay(arguments) => arguments.run(&stack, output).await,
            Command::Audit(arguments) => arguments.run(&stack, output).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }
}
