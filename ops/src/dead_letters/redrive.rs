//! Sends dead letters back to where they came from. A letter is taken away only once it has arrived there, so that none is
//! lost; one may come twice, which consumers do not mind.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use outbox_relay::bus::EventBridge;
use platform::{clock, config::Lookup};

use super::{Content, Grave, Letter, Origin, look::Reading, parked};
use crate::{
    OpsError, Stack,
    progress::Progress,
    sending::{Outgoing, send},
    stack::Queue,
};

/// What the bus writes beside an event that it could not deliver: of no use to a consumer.
const OF_THE_BUS: [&str; 6] =
    ["RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE", "EXHAUSTED_RETRY_CONDITION", "RETRY_ATTEMPTS"];

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

/// Where letters go back to.
#[derive(Debug)]
enum Home {
    /// Into one of these queues, by ARN.
    Queues(BTreeMap<String, Queue>),
    /// Onto the bus.
    Bus(EventBridge),
    /// Nowhere: a pointer is no event.
    Nowhere,
}

impl Home {
    fn of(stack: &Stack, grave: &Grave) -> Result<Self, OpsError> {
        let queues =
            |queues: &[Queue]| Self::Queues(queues.iter().map(|queue| (queue.arn.clone(), queue.clone())).collect());
        Ok(match &grave.origin {
            Origin::Consumer { queue, .. } => queues(std::slice::from_ref(queue)),
            Origin::Queues(sources) => queues(sources),
            // The template names the bus as the stack.
            Origin::Parked => {
                let setting = Lookup::of([("EVENT_BUS_NAME", stack.name())]);
                Self::Bus(EventBridge::configured(stack.aws(), &setting)?)
            }
            Origin::Skipped => Self::Nowhere,
        })
    }

    /// Answers for each letter, in their order, whether it has arrived, or why not.
    async fn bring_back(&self, stack: &Stack, letters: &[Letter]) -> Result<Vec<Result<(), String>>, OpsError> {
        let mut results = Vec::with_capacity(letters.len());
        match self {
            Self::Queues(queues) => return into_queues(stack, queues, letters).await,
            Self::Bus(bus) => {
                for letter in letters {
                    results.push(match letter.content() {
                        Content::Parked(parked) => parked::publish(bus, &parked).await,
                        Content::Event(_) | Content::Pointer(_) => Err("it is no parked record".to_owned()),
                        Content::Unreadable(why) => Err(why),
                    });
                }
            }
            Self::Nowhere => {
                let why = "it is a pointer: `ops dlq show` says which replays bring back what it points at";
                results.resize(letters.len(), Err(why.to_owned()));
            }
        }
        Ok(results)
    }
}

async fn into_queues(
    stack: &Stack,
    queues: &BTreeMap<String, Queue>,
    letters: &[Letter],
) -> Result<Vec<Result<(), String>>, OpsError> {
    let mut results: Vec<Result<(), String>> = vec![Err("nobody knows where it came from".to_owned()); letters.len()];
    for (arn, queue) in queues {
        let of_queue: Vec<usize> =
            (0..letters.len()).filter(|index| comes_from(&letters[*index], arn, queues)).collect();
        let messages: Vec<Outgoing> = of_queue.iter().map(|index| outgoing(&letters[*index])).collect();
        for (index, result) in of_queue.into_iter().zip(send(&stack.sqs(), &queue.url, &messages).await?) {
            results[index] = result;
        }
    }
    Ok(results)
}

/// Where a letter came from is known if there is one queue only, or by what SQS or the bus wrote on it.
fn comes_from(letter: &Letter, arn: &str, queues: &BTreeMap<String, Queue>) -> bool {
    let noted = letter.source.as_deref().or_else(|| letter.attribute("TARGET_ARN"));
    noted.map_or(queues.len() == 1, |noted| noted == arn)
}

fn outgoing(letter: &Letter) -> Outgoing {
    let mut attributes: HashMap<_, _> = letter.attributes.clone();
    attributes.retain(|name, _| !OF_THE_BUS.contains(&name.as_str()));
    // What is delayed has waited long enough; a timer that is early all the same is put back by its reader.
    Outgoing { body: letter.body.clone(), attributes, delay_seconds: Some(0) }
}
