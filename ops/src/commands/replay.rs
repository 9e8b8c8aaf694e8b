//! `ops replay`.

use std::{io::Write, path::PathBuf};

use clap::builder::PossibleValuesParser;

use crate::{
    OpsError, Stack,
    consumers::{CONSUMERS, Consumer},
    contexts::Context,
    progress::Progress,
    replay::{self, Replay, Replayed},
};

/// What is replayed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Whose aggregates.
    context: Context,
    /// The consumer that hears of them, and nobody else.
    #[arg(long, value_name = "CONSUMER", value_parser = PossibleValuesParser::new(CONSUMERS.iter().map(|one| one.function)))]
    to: String,
    /// One aggregate only.
    #[arg(long, conflicts_with_all = ["segments", "checkpoint"])]
    id: Option<String>,
    /// How many parts of the table are walked through at once.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    segments: u32,
    /// A file that keeps how far it is: the same command goes on from there if it was interrupted.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
}

impl Arguments {
    /// Replays, and says how many.
    pub async fn run(self, stack: &Stack, output: &mut impl Write) -> Result<(), OpsError> {
        let known = || CONSUMERS.iter().map(|consumer| consumer.function.to_owned()).collect();
        let to = Consumer::named(&self.to).ok_or_else(|| stack.unknown(format!("consumer {}", self.to), known()))?;
        let Self { context, id, segments, checkpoint, .. } = self;
        let progress = Progress::of("messages sent");
        let replayed = replay::run(stack, &Replay { context, to, id, segments, checkpoint }, &progress).await?;
        drop(progress);
        let Replayed { sent, passed_over, failed } = replayed;
        writeln!(output, "{sent} sent to {}, {passed_over} passed over, {failed} failed", to.function)?;
        match failed {
            0 => Ok(()),
            failed => Err(OpsError::Incomplete(usize::try_from(failed).unwrap_or(usize::MAX))),
        }
    }
}
