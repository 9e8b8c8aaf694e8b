//! Where dead letters go back to.

use std::collections::{BTreeMap, HashMap};

use outbox_relay::bus::EventBridge;
use platform::config::Lookup;

use super::{Content, Grave, Letter, Origin, parked};
use crate::{
    OpsError, Stack,
    sending::{Outgoing, send},
    stack::Queue,
};

/// What the bus writes beside an event that it could not deliver: of no use to a consumer.
const OF_THE_BUS: [&str; 6] =
    ["RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE", "EXHAUSTED_RETRY_CONDITION", "RETRY_ATTEMPTS"];

/// Where letters go back to.
#[derive(Debug)]
pub enum Home {
    /// Into one of these queues, by ARN.
    Queues(BTreeMap<String, Queue>),
    /// Onto the bus.
    Bus(EventBridge),
    /// Nowhere: a pointer is no event.
    Nowhere,
}

impl Home {
    /// Where the letters of this queue go back to.
    pub fn of(stack: &Stack, grave: &Grave) -> Result<Self, OpsError> {
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
    pub async fn bring_back(&self, stack: &Stack, letters: &[Letter]) -> Result<Vec<Result<(), String>>, OpsError> {
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

#[cfg(test)]
mod tests {
    use aws_sdk_sqs::types::{Message, MessageAttributeValue};

    use super::*;

    fn letter() -> Letter {
        Letter::of(Message::builder().message_id("1").body("{}").build())
    }

    fn noted(name: &str, value: &str) -> (String, MessageAttributeValue) {
        let value = MessageAttributeValue::builder().data_type("String").string_value(value);
        (name.to_owned(), value.build().unwrap())
    }

    #[test]
    fn a_letter_goes_back_without_what_the_bus_wrote_on_it_and_without_delay() {
        let mut dead = letter();
        dead.attributes = [noted("ERROR_CODE", "NO_PERMISSIONS"), noted("own", "kept")].into();
        let sent = outgoing(&dead);
        assert_eq!((sent.body.as_str(), sent.delay_seconds), ("{}", Some(0)));
        assert_eq!(sent.attributes.into_keys().collect::<Vec<_>>(), ["own"]);
    }

    #[test]
    fn of_several_queues_a_letter_goes_to_the_one_that_is_noted_on_it() {
        let queue = |arn: &str| Queue { id: arn.into(), url: arn.into(), arn: arn.into(), depth: 0, redrive: None };
        let of = |arns: &[&str]| -> BTreeMap<String, Queue> {
            arns.iter().map(|arn| ((*arn).to_owned(), queue(arn))).collect()
        };
        let (one, both) = (of(&["a"]), of(&["a", "b"]));
        let mut dead = letter();
        assert!(comes_from(&dead, "a", &one) && !comes_from(&dead, "a", &both));
        dead.attributes = [noted("TARGET_ARN", "b")].into();
        assert!(comes_from(&dead, "b", &both) && !comes_from(&dead, "a", &both));
        dead.source = Some("a".into());
        assert!(comes_from(&dead, "a", &both));
    }
}
