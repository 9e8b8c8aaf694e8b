//! The id that one request carries through every function, message and log line that it causes.

use std::fmt;

use serde::{Deserialize, Serialize};

/// 1 to 128 visible ASCII characters: safe in a header, a log line and a message attribute.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CorrelationId(String);

impl CorrelationId {
    /// The id in `text`.
    pub fn parse(text: &str) -> Result<Self, CorrelationIdError> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if visible && (1..=128).contains(&text.len()) { Ok(Self(text.to_owned())) } else { Err(CorrelationIdError) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for CorrelationId {
    type Error = CorrelationIdError;

    fn try_from(text: String) -> Result<Self, CorrelationIdError> {
        Self::parse(&text)
    }
}

impl From<CorrelationId> for String {
    fn from(id: CorrelationId) -> Self {
        id.0
    }
}

/// The text is no correlation id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 128 visible ASCII characters")]
pub struct CorrelationIdError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_forge_a_log_line_is_refused() {
        for text in ["", "a b", "a\nb", "é", &"x".repeat(129)] {
            assert!(CorrelationId::parse(text).is_err(), "{text:?}");
        }
        assert!(CorrelationId::parse("0192-{\"x\"}").is_ok());
    }
}
