//! `ops dlq`.

mod shown;

use std::io::Write;

use jiff::Timestamp;
use platform::clock;

use crate::{
    OpsError, Stack,
    dead_letters::{self, Grave, Wanted, find, find_all, look},
    progress::Progress,
};

/// How many messages of a queue are looked at for the oldest.
const SAMPLE: usize = 100;

/// What is done about dead letters.
#[derive(Debug, clap::Subcommand)]
pub enum Dlq {
    /// Lists every dead-letter queue.
    List,
    /// Shows what lies in one: what it is about and why it died, nothing personal.
    Show {
        /// The dead-letter queue, or the consumer or queue whose dead letters lie there.
        queue: String,
        /// At most so many.
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// Shows the messages' texts as well: there are people's names in them.
        #[arg(long)]
        body: bool,
    },
    /// Sends what lies in one back to where it came from.
    Redrive {
        /// As in `show`.
        queue: String,
        /// This message only.
        #[arg(long, value_name = "ID")]
        message_id: Option<String>,
        /// At most so many.
        #[arg(long)]
        limit: Option<usize>,
    },
    /// Deletes one message for good, such as one that nobody will ever be able to read.
    Drop {
        /// As in `show`.
        queue: String,
        /// The message.
        #[arg(long, value_name = "ID")]
        message_id: String,
    },
}

impl Dlq {
    /// Carries it out.
    pub async fn run(self, stack: &Stack, output: &mut impl Write) -> Result<(), OpsError> {
        match self {
            Self::List => list(stack, output).await,
            Self::Show { queue, limit, body } => show(stack, &find(stack, &queue).await?, limit, body, output).await,
            Self::Redrive { queue, message_id, limit } => {
                redrive(stack, &find(stack, &queue).await?, &Wanted { message_id, limit }, output).await
            }
            Self::Drop { queue, message_id } => {
                dead_letters::drop_one(stack, &find(stack, &queue).await?, &message_id).await?;
                Ok(writeln!(output, "{message_id} is deleted")?)
            }
        }
    }
}

async fn list(stack: &Stack, output: &mut impl Write) -> Result<(), OpsError> {
    writeln!(output, "{:<38} {:>8}  {:<10} FROM", "QUEUE", "MESSAGES", "OLDEST")?;
    for grave in find_all(stack).await? {
        let oldest = match grave.queue.depth {
            0 => String::new(),
            _ => oldest(stack, &grave).await?,
        };
        writeln!(output, "{:<38} {:>8}  {:<10} {}", grave.queue.id, grave.queue.depth, oldest, grave.from())?;
    }
    Ok(())
}

/// How old the oldest message is that can be seen; SQS itself does not say.
async fn oldest(stack: &Stack, grave: &Grave) -> Result<String, OpsError> {
    let looked = look(&stack.sqs(), &grave.queue, SAMPLE).await?;
    let age = looked.letters.first().and_then(|letter| letter.sent_at).map(|sent| age(sent, clock::now()));
    let at_least = if looked.is_all { "" } else { "≥ " };
    Ok(age.map_or_else(|| "?".to_owned(), |age| format!("{at_least}{age}")))
}

/// A duration in the largest unit of which there are two.
fn age(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(since).as_secs().max(0);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

async fn show(stack: &Stack, grave: &Grave, limit: usize, body: bool, output: &mut impl Write) -> Result<(), OpsError> {
    let looked = look(&stack.sqs(), &grave.queue, limit).await?;
    for letter in &looked.letters {
        write!(output, "{}", shown::letter(stack, grave, letter, clock::now()))?;
        if body {
            writeln!(output, "  body         {}", shown::harmless(&letter.body))?;
        }
        writeln!(output)?;
    }
    let more = if looked.is_all { "" } else { ", and there may be more" };
    Ok(writeln!(output, "{} in {}{more}", looked.letters.len(), grave.queue.id)?)
}

async fn redrive(stack: &Stack, grave: &Grave, wanted: &Wanted, output: &mut impl Write) -> Result<(), OpsError> {
    let progress = Progress::of("messages sent back");
    let redriven = dead_letters::redrive(stack, grave, wanted, &progress).await?;
    drop(progress);
    for (message_id, reason) in &redriven.failed {
        writeln!(output, "{message_id} is left: {reason}")?;
    }
    writeln!(output, "{} sent back to {}, {} left", redriven.sent, grave.from(), redriven.failed.len())?;
    if redriven.failed.is_empty() { Ok(()) } else { Err(OpsError::Incomplete(redriven.failed.len())) }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn an_age_is_told_in_the_largest_unit_of_which_there_are_two() {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(1_000);
        for (seconds, expected) in
            [(-5, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (7_200, "2 h"), (172_800, "2 d")]
        {
            assert_eq!(age(now - SignedDuration::from_secs(seconds), now), expected);
        }
    }
}
