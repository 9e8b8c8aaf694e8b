//! The breaker's states and how they follow each other: pure, so that every way through can be tried.

use jiff::{SignedDuration, Timestamp};

/// When a breaker opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Calls are counted in windows of this length, which all instances begin at the same moments.
    pub window: SignedDuration,
    /// With fewer calls in a window it stays closed: a cold start or two prove nothing.
    pub minimum_calls: u64,
    /// It opens when this share of a window's calls failed, in percent.
    pub failure_percent: u64,
    /// How long it stays open before a call is tried.
    pub pause: SignedDuration,
    /// How long such a try may take, before another instance makes one.
    pub probing: SignedDuration,
}

impl Rules {
    /// Whether what was counted opens a closed breaker.
    pub const fn open_on(&self, counted: Tally) -> bool {
        counted.calls >= self.minimum_calls
            && counted.failures > 0
            && counted.failures.saturating_mul(100) >= counted.calls.saturating_mul(self.failure_percent)
    }

    /// The beginning of the window that a moment lies in.
    pub fn window_of(&self, now: Timestamp) -> Timestamp {
        let length = self.window.as_millis().max(1);
        let start = i128::from(now.as_millisecond()).div_euclid(length) * length;
        i64::try_from(start).ok().and_then(|start| Timestamp::from_millisecond(start).ok()).unwrap_or(now)
    }
}

/// Calls, and those of them that failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// All calls.
    pub calls: u64,
    /// Those that failed, were too slow, or were turned away.
    pub failures: u64,
}

impl Tally {
    /// One call.
    pub const fn of(is_good: bool) -> Self {
        Self { calls: 1, failures: if is_good { 0 } else { 1 } }
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { calls: self.calls.saturating_add(other.calls), failures: self.failures.saturating_add(other.failures) }
    }
}

/// What was counted in one window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When it began.
    pub start: Timestamp,
    /// What was counted since.
    pub counted: Tally,
}

impl Window {
    /// Counts more. A later window begins at nothing; what belongs to an earlier one has come too late.
    #[must_use]
    pub fn plus(self, start: Timestamp, counted: Tally) -> Self {
        match start.cmp(&self.start) {
            std::cmp::Ordering::Less => self,
            std::cmp::Ordering::Equal => Self { counted: self.counted.plus(counted), ..self },
            std::cmp::Ordering::Greater => Self { start, counted },
        }
    }
}

/// The one call that is tried after the pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Who makes it.
    pub owner: String,
    /// When another may make one.
    pub until: Timestamp,
}

/// Whether calls are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Position {
    /// They are.
    #[default]
    Closed,
    /// They are not.
    Open {
        /// Until then; after that, one is tried.
        until: Timestamp,
        /// The one that is being tried: the breaker is half open.
        probe: Option<Probe>,
    },
}

/// What a caller may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Call.
    Call,
    /// Call, if it gets the right to make the one try.
    Probe,
    /// Not call.
    Refuse,
}

impl Position {
    /// What a caller may do now.
    pub fn admission(&self, now: Timestamp) -> Admission {
        match self {
            Self::Closed => Admission::Call,
            Self::Open { until, .. } if now < *until => Admission::Refuse,
            Self::Open { probe: Some(probe), .. } if now < probe.until => Admission::Refuse,
            Self::Open { .. } => Admission::Probe,
        }
    }
}

/// A change of position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transition {
    /// Too much failed.
    Open {
        /// The end of the pause.
        until: Timestamp,
    },
    /// The pause is over, and one call is tried.
    Try(Probe),
    /// The try was good: whoever made it closes the breaker.
    Close {
        /// Who made it.
        owner: String,
    },
    /// It was not: another pause.
    Reopen {
        /// Who made it.
        owner: String,
        /// The end of the pause.
        until: Timestamp,
    },
}

impl Transition {
    /// The position after it; nothing where it does not apply (any more).
    pub fn from(&self, position: &Position, now: Timestamp) -> Option<Position> {
        let open = |until: Timestamp, probe: Option<Probe>| Some(Position::Open { until, probe });
        let is_tried_by =
            |by: &str| matches!(position, Position::Open { probe: Some(Probe { owner, .. }), .. } if owner == by);
        match (self, position) {
            (Self::Open { until }, Position::Closed) => open(*until, None),
            (Self::Try(probe), Position::Open { until, .. }) if position.admission(now) == Admission::Probe => {
                open(*until, Some(probe.clone()))
            }
            (Self::Close { owner }, _) if is_tried_by(owner) => Some(Position::Closed),
            (Self::Reopen { owner, until }, _) if is_tried_by(owner) => open(*until, None),
            (Self::Open { .. } | Self::Try(_) | Self::Close { .. } | Self::Reopen { .. }, _) => None,
        }
    }
}

#[cfg(test)]
mod tests;
