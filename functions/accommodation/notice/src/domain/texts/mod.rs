//! How messages read. Each language has one file; all of its sentences are there.

mod english;
mod korean;

use jiff::Timestamp;
use kernel::dates::KST;

use super::{Language, Message};

/// What a person reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// A few words.
    pub title: &'static str,
    /// One or two sentences.
    pub body: String,
}

impl Text {
    /// A message in a language.
    pub fn of(message: &Message, language: Language) -> Self {
        let (title, body) = match language {
            Language::Korean => korean::text(message),
            Language::English => english::text(message),
        };
        Self { title, body }
    }
}

/// A number with its thousands separated by commas, as both languages do.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// An instant as the clocks in Korea show it.
fn clock_time(instant: Timestamp) -> String {
    KST.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::{every_event, message_of};

    fn all_in(language: Language) -> String {
        let texts = every_event().into_iter().map(|event| {
            let message = message_of(event);
            let Text { title, body } = Text::of(&message, language);
            format!("{}\n  {title}\n  {body}\n", message.kind())
        });
        texts.collect()
    }

    #[test]
    fn every_message_reads_well_in_korean() {
        insta::assert_snapshot!(all_in(Language::Korean));
    }

    #[test]
    fn every_message_reads_well_in_english() {
        insta::assert_snapshot!(all_in(Language::English));
    }

    #[test]
    fn thousands_are_separated() {
        let numbers = [0, 999, 1_000, 100_000, 1_000_000, 1_000_000_000_000];
        let texts = ["0", "999", "1,000", "100,000", "1,000,000", "1,000,000,000,000"];
        assert_eq!(numbers.map(grouped), texts);
    }

    #[test]
    fn a_time_is_koreas() {
        assert_eq!(clock_time(testing::at("2026-11-20T15:00:00Z")), "2026-11-21 00:00");
    }
}
