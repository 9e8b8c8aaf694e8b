//! The queues in which dead letters lie.

use crate::{OpsError, Stack, consumers::Consumer, stack::Queue};

/// The relay puts records there that it cannot publish.
const PARKED: &str = "OutboxParkedQueue";
/// Lambda puts there where in a stream the batches are that the relay failed on.
const SKIPPED: &str = "OutboxFailureQueue";

/// A queue of dead letters.
#[derive(Debug, Clone)]
pub struct Grave {
    /// The queue.
    pub queue: Queue,
    /// Where its messages come from.
    pub origin: Origin,
}

/// Where dead letters come from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// A consumer failed on them, or the bus could not put them into its queue.
    Consumer {
        /// The function.
        function: &'static str,
        /// Its queue.
        queue: Queue,
        /// How often it failed on each.
        deliveries: u32,
    },
    /// Queues of which nothing else is known: the stack is of another release.
    Queues(Vec<Queue>),
    /// The relay could not publish them: whole records.
    Parked,
    /// The relay itself failed: pointers into a stream.
    Skipped,
}

impl Grave {
    /// What its messages come from, in a word.
    pub fn from(&self) -> String {
        match &self.origin {
            Origin::Consumer { function, .. } => (*function).to_owned(),
            Origin::Queues(queues) => queues.iter().map(|queue| queue.id.as_str()).collect::<Vec<_>>().join(", "),
            Origin::Parked => "outbox-relay (records that it parked)".to_owned(),
            Origin::Skipped => "outbox-relay (batches that it failed on)".to_owned(),
        }
    }

    fn is_called(&self, name: &str) -> bool {
        let is_of = match &self.origin {
            Origin::Consumer { function, queue, .. } => *function == name || queue.id == name,
            Origin::Queues(_) | Origin::Parked | Origin::Skipped => false,
        };
        is_of || self.queue.id == name
    }
}

/// All dead-letter queues of the stack, by name.
pub async fn find_all(stack: &Stack) -> Result<Vec<Grave>, OpsError> {
    let queues = stack.queues().await?;
    Ok(queues
        .iter()
        .filter_map(|queue| Some(Grave { queue: queue.clone(), origin: origin(queue, &queues)? }))
        .collect())
}

/// The dead-letter queue of this name, or of the consumer or queue of this name.
pub async fn find(stack: &Stack, name: &str) -> Result<Grave, OpsError> {
    let graves = find_all(stack).await?;
    let known = graves.iter().map(|grave| grave.queue.id.clone()).collect();
    let found = graves.into_iter().find(|grave| grave.is_called(name));
    found.ok_or_else(|| stack.unknown(format!("dead-letter queue {name}"), known))
}

fn origin(queue: &Queue, all: &[Queue]) -> Option<Origin> {
    match queue.id.as_str() {
        PARKED => return Some(Origin::Parked),
        SKIPPED => return Some(Origin::Skipped),
        _ => {}
    }
    let target = |source: &&Queue| source.redrive.as_ref().is_some_and(|to| to.dead_letter_target_arn == queue.arn);
    let sources: Vec<Queue> = all.iter().filter(target).cloned().collect();
    match sources.as_slice() {
        [] => None,
        [source] => Some(match Consumer::of_queue(&source.id) {
            Some(consumer) => Origin::Consumer {
                function: consumer.function,
                queue: source.clone(),
                deliveries: source.redrive.as_ref().map_or(0, |to| to.max_receive_count),
            },
            None => Origin::Queues(sources),
        }),
        _ => Some(Origin::Queues(sources)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::RedrivePolicy;

    fn queue(id: &str, dead_letters: Option<&str>) -> Queue {
        let redrive =
            dead_letters.map(|id| RedrivePolicy { dead_letter_target_arn: format!("arn:{id}"), max_receive_count: 5 });
        Queue { id: id.into(), url: format!("https://{id}"), arn: format!("arn:{id}"), depth: 0, redrive }
    }

    #[test]
    fn a_queue_holds_dead_letters_if_a_redrive_policy_or_the_relay_says_so() {
        let all = [
            queue("RoomInfoQueue", Some("RoomInfoDeadLetterQueue")),
            queue("RoomInfoDeadLetterQueue", None),
            queue("OneQueue", Some("SharedQueue")),
            queue("OtherQueue", Some("SharedQueue")),
            queue("SharedQueue", None),
            queue(PARKED, None),
            queue(SKIPPED, None),
        ];
        let graves: Vec<Grave> =
            all.iter().filter_map(|queue| Some(Grave { queue: queue.clone(), origin: origin(queue, &all)? })).collect();
        let from: Vec<String> = graves.iter().map(Grave::from).collect();
        assert_eq!(from[..2], ["project-room-info", "OneQueue, OtherQueue"]);
        assert!(matches!((&graves[2].origin, &graves[3].origin), (Origin::Parked, Origin::Skipped)));
        for name in ["project-room-info", "RoomInfoQueue", "RoomInfoDeadLetterQueue"] {
            assert!(graves[0].is_called(name), "{name}");
        }
        assert!(!graves[0].is_called("RoomInfo"));
    }
}
