//! The outbox attribute: what an item's write has to tell, ready to be put on the bus.

use serde::{Deserialize, Serialize};

/// One event as `PutEvents` wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutboxEntry {
    /// The context that publishes.
    pub source: String,
    /// The event's name.
    pub detail_type: String,
    /// The envelope as JSON.
    pub detail: String,
}

/// The attribute's text for these entries.
pub fn write(entries: &[OutboxEntry]) -> Result<String, serde_json::Error> {
    serde_json::to_string(entries)
}

/// The entries in the attribute's text.
pub fn read(text: &str) -> Result<Vec<OutboxEntry>, serde_json::Error> {
    serde_json::from_str(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(texts in prop::collection::vec((".*", ".*", ".*"), 0..4)) {
            let entries: Vec<_> = texts
                .into_iter()
                .map(|(source, detail_type, detail)| OutboxEntry { source, detail_type, detail })
                .collect();
            prop_assert_eq!(read(&write(&entries).unwrap()).unwrap(), entries);
        }
    }
}
