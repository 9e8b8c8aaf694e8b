//! A dead letter as an operator sees it.

use std::fmt::{self, Display, Write};

use jiff::Timestamp;

use super::age;
use crate::{
    Stack,
    consumers::Consumer,
    contexts::Context,
    dead_letters::{Content, EventFacts, Grave, Letter, Origin, ParkedFacts, PointerFacts},
};

/// Some lines about a letter, nothing personal among them.
pub fn letter(stack: &Stack, grave: &Grave, letter: &Letter, now: Timestamp) -> String {
    let mut text = format!("{}\n", letter.message_id);
    let mut line = |name: &str, value: &dyn Display| {
        // Writing to a text does not fail.
        let _ = writeln!(text, "  {name:<12} {}", harmless(&value.to_string()));
    };
    let content = letter.content();
    match &content {
        Content::Event(facts) => event(facts, &mut line),
        Content::Parked(parked) => parked.events().iter().for_each(|facts| event(facts, &mut line)),
        Content::Pointer(pointer) => points(pointer, &mut line),
        Content::Unreadable(why) => line("unreadable", why),
    }
    line("why", &Why { grave, letter, content: &content });
    let sent = letter.sent_at.map_or_else(|| "?".to_owned(), |sent| format!("{} ago", age(sent, now)));
    line("sent", &format_args!("{sent}, received {} times", letter.received));
    if let Content::Pointer(pointer) = &content {
        for command in replays(stack, pointer) {
            line("then", &command);
        }
    }
    text
}

/// The text without what moves a terminal's cursor, or shows as something else: whoever wrote a message does not write what an
/// operator is told of it.
pub fn harmless(text: &str) -> String {
    let is_control = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.replace(is_control, "\u{FFFD}")
}

fn event(facts: &EventFacts, line: &mut impl FnMut(&str, &dyn Display)) {
    let aggregate = &facts.aggregate;
    let replay = if facts.replay { ", a replay" } else { "" };
    line("event", &format_args!("{}{replay}", facts.event_type));
    line("aggregate", &format_args!("{} {}, version {}", aggregate.kind, aggregate.id, aggregate.version));
    line("occurred", &facts.occurred_at);
    line("correlation", &facts.correlation_id);
}

fn points(pointer: &PointerFacts, line: &mut impl FnMut(&str, &dyn Display)) {
    let (first, last) = &pointer.written;
    line("points at", &format_args!("{} records of {}", pointer.records, pointer.table));
    line("written", &format_args!("{first} to {last}; the stream forgets them after 24 hours"));
}

/// Why a letter died, as far as the message says.
struct Why<'a> {
    grave: &'a Grave,
    letter: &'a Letter,
    content: &'a Content,
}

impl Display for Why<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(code) = self.letter.attribute("ERROR_CODE") {
            let said = |name| self.letter.attribute(name).unwrap_or("?");
            let (message, retries) = (said("ERROR_MESSAGE"), said("RETRY_ATTEMPTS"));
            return write!(f, "the bus could not deliver it after {retries} retries: {code}: {message}");
        }
        match (&self.grave.origin, self.content) {
            (_, Content::Parked(ParkedFacts { reason, .. })) => {
                write!(f, "the relay could not publish it: {reason}")
            }
            (_, Content::Pointer(pointer)) => write!(f, "the relay itself failed: {}", pointer.condition),
            (Origin::Consumer { function, deliveries, .. }, _) => {
                write!(f, "{function} failed on it {deliveries} times; its log says how, under this message_id")
            }
            (Origin::Queues(_) | Origin::Parked | Origin::Skipped, _) => write!(f, "the message does not say"),
        }
    }
}

/// The commands that bring back what a pointer's records have told.
fn replays(stack: &Stack, pointer: &PointerFacts) -> Vec<String> {
    let context = Context::ALL.into_iter().find(|context| stack.id_of(&pointer.table) == Some(context.table()));
    let Some(context) = context else { return Vec::new() };
    let replay = |consumer: &Consumer| format!("ops replay {} --to {}", context.name(), consumer.function);
    let mut commands: Vec<String> = Consumer::of_context(context).map(replay).collect();
    commands.push("ops dlq drop OutboxFailureQueue --message-id with the id above".to_owned());
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_message_says_stays_on_its_line_and_in_its_colour() {
        for (text, shown) in [
            ("RoomChanged", "RoomChanged"),
            ("김하나", "김하나"),
            ("x\n  then         ops dlq drop", "x\u{FFFD}  then         ops dlq drop"),
            ("\u{1b}[2J\u{9b}31m\r", "\u{FFFD}[2J\u{FFFD}31m\u{FFFD}"),
            ("abc\u{202E}cba", "abc\u{FFFD}cba"),
        ] {
            assert_eq!(harmless(text), shown);
        }
    }
}
