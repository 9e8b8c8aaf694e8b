//! A notice: one change of status, told to one customer.

use accommodation_contracts::CustomerId;
use jiff::Timestamp;
use kernel::{
    AggregateRef, Envelope,
    id::{IdError, normalized},
};
use platform::listing::Position;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Message, NoMessage, telling::tell};

/// A notice as it is kept: without its text, which each reader gets in the language of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Identifies it: the aggregate's id and version. Ids of aggregates tell by their prefix what they are of.
    pub notice_id: String,
    /// What changed, and to which version.
    pub aggregate: AggregateRef,
    /// Whom it is for.
    pub customer_id: CustomerId,
    /// When the change was decided.
    pub occurred_at: Timestamp,
    /// What it tells.
    #[serde(flatten)]
    pub message: Message,
}

/// No notice can be made of an event.
#[derive(Debug, thiserror::Error)]
pub enum NoNotice {
    /// It tells nothing.
    #[error("the event is for no notice")]
    NoMessage(#[from] NoMessage),
    /// Its aggregate's id is none.
    #[error("the event's aggregate has no usable id")]
    NoId(#[from] IdError),
}

impl Notice {
    /// The notice of an event, if anybody waits for one.
    pub fn of(event: Envelope<Value>) -> Result<Option<Self>, NoNotice> {
        let Envelope { aggregate, event_type, occurred_at, data, .. } = event;
        let Some((customer_id, message)) = tell(&aggregate.kind, &event_type, data)? else { return Ok(None) };
        // The width lets versions of one moment stand in their order.
        let notice_id = normalized(&format!("{}.{:04}", aggregate.id, aggregate.version))?;
        Ok(Some(Self { notice_id, aggregate, customer_id, occurred_at, message }))
    }

    /// Where it is kept: the same for every delivery of its event, and for no other.
    pub fn key(&self) -> String {
        let AggregateRef { kind, id, version } = &self.aggregate;
        format!("Notice#{kind}#{id}#{version}")
    }

    /// Where it stands among others.
    pub fn position(&self) -> Position {
        Position::of(self.occurred_at, &self.notice_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::{every_event, notice_of, reserved_at};

    #[test]
    fn each_version_of_an_aggregate_has_its_own_key_and_position() {
        let notices: Vec<_> = every_event().into_iter().map(notice_of).collect();
        let keys: std::collections::HashSet<_> = notices.iter().map(Notice::key).collect();
        let positions: std::collections::HashSet<_> =
            notices.iter().map(|notice| notice.position().as_str().to_owned()).collect();
        assert_eq!((keys.len(), positions.len()), (notices.len(), notices.len()));
        assert!(keys.contains("Notice#Reservation#R-1#1"));
    }

    #[test]
    fn it_is_kept_as_kind_and_parameters() {
        insta::assert_json_snapshot!(notice_of(reserved_at("1", 1, 0)));
    }

    #[test]
    fn a_position_is_one_that_cursors_can_carry() {
        for event in every_event() {
            let position = notice_of(event).position();
            assert_eq!(Position::try_from(position.as_str().to_owned()), Ok(position));
        }
    }

    #[test]
    fn changes_of_one_moment_stand_in_the_order_of_their_versions() {
        let [ninth, tenth] = [9, 10].map(|version| notice_of(reserved_at("1", version, 0)).position());
        assert!(ninth < tenth);
    }

    #[test]
    fn an_id_that_would_break_a_key_is_refused() {
        let mut event = reserved_at("1", 1, 0);
        event.aggregate.id = "R#1".into();
        assert!(matches!(Notice::of(event), Err(NoNotice::NoId(_))));
    }
}
