//! Sends dead letters back to where they came from. A letter is taken away only once it has arrived there, so that none is
//! lost; one may come twice, which consumers do not mind.

use jiff::Timestamp;
use platform::clock;

use super::{Grave, Letter, home::Home, look::Reading};
use crate::{OpsError, Stack, progress::Progress};

/// Which letters.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// This one only.
    pub message_id: Option<String>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// What became of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Redriven {
    /// How many are back.
    pub sent: usize,
    /// Those that are still dead, with the reason.
    pub failed: Vec<(String, String)>,
}

impl Wanted {
    fn is_met_by(&self, redriven: &Redriven) -> bool {
        let found = self.message_id.is_some() && redriven.sent + redriven.failed.len() > 0;
        found || self.limit.is_some_and(|limit| redriven.sent >= limit)
    }

    /// Those to send back, and the others.
    fn choose(&self, letters: Vec<Letter>, sent: usize, start: Timestamp) -> (Vec<Letter>, Vec<Letter>) {
        let (mut chosen, mut others): (Vec<_>, Vec<_>) = letters.into_iter().partition(|letter| {
            // What was sent since is on its second way through.
            let is_old = letter.sent_at.is_none_or(|sent| sent <= start);
            is_old && self.message_id.as_ref().is_none_or(|id| *id == letter.message_id)
        });
        if let Some(limit) = self.limit {
            others.extend(chosen.split_off(limit.saturating_sub(sent).min(chosen.len())));
        }
        (chosen, others)
    }
}

/// Sends the wanted letters back, and leaves the others. What dies again meanwhile is left as well.
pub async fn redrive(stack: &Stack, grave: &Grave, wanted: &Wanted, progress: &Progress) -> Result<Redriven, OpsError> {
    let (home, start) = (Home::of(stack, grave)?, clock::now());
    let mut reading = Reading::of(stack.sqs(), &grave.queue);
    let (mut redriven, mut left) = (Redriven::default(), Vec::new());
    while !wanted.is_met_by(&redriven) {
        let letters = reading.next().await?;
        if letters.is_empty() {
            break;
        }
        let (chosen, others) = wanted.choose(letters, redriven.sent, start);
        left.extend(others);
        let results = home.bring_back(stack, &chosen).await?;
        let (arrived, refused): (Vec<_>, Vec<_>) = chosen.into_iter().zip(results).partition(|(_, sent)| sent.is_ok());
        let arrived: Vec<&Letter> = arrived.iter().map(|(letter, _)| letter).collect();
        for (letter, gone) in arrived.iter().zip(reading.delete(&arrived).await?) {
            if let Err(reason) = gone {
                progress.say(format_args!("{} is back, and lies here still: {reason}", letter.message_id));
            }
        }
        redriven.sent += arrived.len();
        progress.add(arrived.len().try_into().unwrap_or_default());
        for (letter, result) in refused {
            redriven.failed.push((letter.message_id.clone(), result.err().unwrap_or_default()));
            left.push(letter);
        }
    }
    reading.leave(&left).await?;
    if let (Some(id), 0, true) = (&wanted.message_id, redriven.sent, redriven.failed.is_empty()) {
        let reason = format!("no such message is in {}, or somebody looks at it", grave.queue.id);
        redriven.failed.push((id.clone(), reason));
    }
    Ok(redriven)
}

/// Takes one letter away for good, unhandled.
pub async fn drop_one(stack: &Stack, grave: &Grave, message_id: &str) -> Result<(), OpsError> {
    let mut reading = Reading::of(stack.sqs(), &grave.queue);
    let (mut left, mut found) = (Vec::new(), None);
    while found.is_none() {
        let letters = reading.next().await?;
        if letters.is_empty() {
            break;
        }
        for letter in letters {
            if letter.message_id == message_id { found = Some(letter) } else { left.push(letter) }
        }
    }
    let deleted = match &found {
        Some(letter) => reading.delete(&[letter]).await?,
        None => vec![Err("there is no such message".to_owned())],
    };
    reading.leave(&left).await?;
    match deleted.into_iter().find_map(Result::err) {
        None => Ok(()),
        Some(_) => Err(stack.unknown(format!("message {message_id} in {}", grave.queue.id), ids(&left))),
    }
}

fn ids(letters: &[Letter]) -> Vec<String> {
    letters.iter().map(|letter| letter.message_id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use aws_sdk_sqs::types::{Message, MessageSystemAttributeName as System};
    use jiff::SignedDuration;

    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    /// A letter that was sent so many seconds after the start.
    fn letter(id: &str, seconds: i64) -> Letter {
        let sent = START + SignedDuration::from_secs(seconds);
        let message = Message::builder().message_id(id).body("{}");
        Letter::of(message.attributes(System::SentTimestamp, sent.as_millisecond().to_string()).build())
    }

    fn chosen(wanted: &Wanted, sent: usize) -> (Vec<String>, usize) {
        let letters = vec![letter("old", -9), letter("older", -99), letter("new", 1)];
        let (chosen, others) = wanted.choose(letters, sent, START);
        (chosen.into_iter().map(|letter| letter.message_id).collect(), others.len())
    }

    #[test]
    fn what_is_not_wanted_and_what_died_again_is_left() {
        assert_eq!(chosen(&Wanted::default(), 0), (vec!["old".into(), "older".into()], 1));
        let one = Wanted { message_id: Some("older".into()), limit: None };
        assert_eq!(chosen(&one, 0), (vec!["older".into()], 2));
        let few = Wanted { message_id: None, limit: Some(5) };
        assert_eq!(chosen(&few, 4), (vec!["old".into()], 2));
        assert!(few.is_met_by(&Redriven { sent: 5, failed: Vec::new() }));
    }
}
