//! Event patterns, as rules and event source mappings have them: of several, one must match.

use quamina::Quamina;

/// A pattern that is not understood.
#[derive(Debug, thiserror::Error)]
#[error("{at}: the pattern {pattern} is not understood: {reason}")]
pub struct PatternError {
    at: String,
    pattern: String,
    reason: String,
}

/// Compiled patterns; without any, everything matches.
pub struct Filter(Option<Quamina<()>>);

impl Filter {
    /// Compiles patterns. `at` is for messages.
    pub fn new<P: AsRef<str>>(at: &str, patterns: impl IntoIterator<Item = P>) -> Result<Self, PatternError> {
        let mut compiled = None;
        for pattern in patterns {
            let pattern = pattern.as_ref();
            let error = |reason: String| PatternError { at: at.to_owned(), pattern: pattern.to_owned(), reason };
            // The matcher would take it for the name of a field and never match.
            if pattern.contains("\"$or\"") {
                return Err(error("$or is not hosted locally".to_owned()));
            }
            let matcher = compiled.get_or_insert_with(Quamina::new);
            matcher.add_pattern((), pattern).map_err(|reason| error(reason.to_string()))?;
        }
        Ok(Self(compiled))
    }

    /// Whether an event, as JSON, matches. One that the matcher cannot read goes through: its consumer says what is
    /// wrong with it, and nothing is lost here.
    pub fn lets_through(&self, event: &str) -> bool {
        let Some(matcher) = &self.0 else { return true };
        matcher.has_matches(event.as_bytes()).unwrap_or_else(|error| {
            tracing::error!(%error, "an event cannot be matched, and goes through");
            true
        })
    }
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filter")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTBOX: &str =
        r#"{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"outbox":{"S":[{"exists":true}]}}}}"#;

    #[test]
    fn a_stream_filter_lets_only_items_with_an_outbox_through() {
        let filter = Filter::new("test", [OUTBOX]).unwrap();
        let record = |event: &str, image: &str| {
            format!(r#"{{"eventName":"{event}","dynamodb":{{"NewImage":{image},"SequenceNumber":"1"}}}}"#)
        };
        assert!(filter.lets_through(&record("INSERT", r#"{"pk":{"S":"1"},"outbox":{"S":"[]"}}"#)));
        assert!(!filter.lets_through(&record("INSERT", r#"{"pk":{"S":"IDEM#1"}}"#)));
        assert!(!filter.lets_through(r#"{"eventName":"REMOVE","dynamodb":{"Keys":{"pk":{"S":"1"}}}}"#));
    }

    #[test]
    fn a_rule_picks_events_by_source_and_type() {
        let pattern = r#"{"source":["accommodation.room"],"detail-type":["RoomRegistered"]}"#;
        let filter = Filter::new("test", [pattern]).unwrap();
        assert!(filter.lets_through(r#"{"source":"accommodation.room","detail-type":"RoomRegistered","detail":{}}"#));
        assert!(!filter.lets_through(r#"{"source":"accommodation.room","detail-type":"RoomRetired","detail":{}}"#));
    }

    #[test]
    fn without_patterns_everything_goes_through_and_with_several_one_is_enough() {
        assert!(Filter::new("test", [""; 0]).unwrap().lets_through("{}"));
        let either = Filter::new("test", [r#"{"a":[1]}"#, r#"{"a":[2]}"#]).unwrap();
        assert!(either.lets_through(r#"{"a":2}"#) && !either.lets_through(r#"{"a":3}"#));
    }

    #[test]
    fn what_cannot_be_matched_goes_through() {
        assert!(Filter::new("test", [r#"{"a":[1]}"#]).unwrap().lets_through("{"));
    }

    #[test]
    fn a_pattern_that_would_never_match_is_refused() {
        let error = Filter::new("rule r", [r#"{"$or":[{"a":[1]}]}"#]).unwrap_err();
        assert!(error.to_string().contains("rule r"), "{error}");
        assert!(Filter::new("rule r", ["{"]).is_err());
    }
}
