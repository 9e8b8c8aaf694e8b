//! A notice as its customer reads it.

use accommodation_contracts::ReservationNumber;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Language, Notice, Text};

/// A notice in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NoticeView {
    /// Identifies it.
    pub notice_id: String,
    /// The name of the event that it tells of.
    pub kind: &'static str,
    /// A few words.
    pub title: &'static str,
    /// One or two sentences.
    pub body: String,
    /// The reservation that it all goes back to.
    pub reservation_number: ReservationNumber,
    /// When it happened.
    pub occurred_at: Timestamp,
}

impl NoticeView {
    /// The notice in a language.
    pub fn of(notice: Notice, language: Language) -> Self {
        let Text { title, body } = Text::of(&notice.message, language);
        Self {
            kind: notice.message.kind(),
            reservation_number: notice.message.reservation_number().clone(),
            notice_id: notice.notice_id,
            title,
            body,
            occurred_at: notice.occurred_at,
        }
    }
}
