//! Why an attempt brought no verdict, and whether another one may.

use std::time::Duration;

use platform::outbound::Unanswered;

/// An attempt without a verdict. Nothing of an answer's body is in it: that may repeat the card.
#[derive(Debug, thiserror::Error)]
pub enum NoVerdict {
    /// There is no answer.
    #[error("the gateway gave no answer")]
    Unanswered(#[from] Unanswered),
    /// It has no time, or has failed: 429, 500, 502, 503, 504.
    #[error("the gateway answered {status}")]
    Busy {
        /// Its status code.
        status: u16,
        /// When it wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// It has not decided yet.
    #[error("the gateway is still at work")]
    Processing {
        /// When it wants to be asked again.
        retry_after: Option<Duration>,
    },
    /// It says something that was not agreed.
    #[error("the gateway's answer cannot be read: {0}")]
    Unreadable(&'static str),
    /// It does not take the request, and will not: a person has to look.
    #[error("the gateway refused with {0}")]
    Refused(u16),
}

impl NoVerdict {
    /// How long to wait at the least before the next attempt; nothing where there is no sense in one.
    pub fn again_after(&self) -> Option<Duration> {
        match self {
            Self::Unanswered(Unanswered::Unsendable(_)) | Self::Refused(_) => None,
            Self::Unanswered(Unanswered::Disconnected(_) | Unanswered::TimedOut | Unanswered::TooLong)
            | Self::Unreadable(_) => Some(Duration::ZERO),
            Self::Busy { retry_after, .. } | Self::Processing { retry_after } => Some(retry_after.unwrap_or_default()),
        }
    }
}
