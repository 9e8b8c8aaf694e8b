//! Logs: one JSON object per line with top-level `timestamp` (RFC 3339), `level` and `message`, which Lambda's JSON log
//! filter wants, and the fields of every span around it, so that each line bears its correlation id.

use std::{error::Error, time::Duration};

use json_subscriber::JsonLayer;
use tracing::Span;
use tracing_subscriber::{EnvFilter, Registry, fmt::time::SystemTime, layer::SubscriberExt};

use crate::{clock, config::Lookup};

/// Starts logging to standard output at `LOG_LEVEL` (an `EnvFilter` directive, default `info`).
pub fn init(lookup: &Lookup) {
    let level = lookup.get("LOG_LEVEL").unwrap_or_else(|| "info".to_owned()).to_lowercase();
    let mut layer = JsonLayer::stdout();
    layer.with_timer("timestamp", SystemTime);
    layer.with_level("level");
    layer.with_flattened_event();
    layer.with_top_level_flattened_span_list();
    let subscriber = Registry::default().with(EnvFilter::new(level)).with(layer);
    // It fails only where a subscriber is set already: then that one logs.
    tracing::subscriber::set_global_default(subscriber).ok();
}

/// The span of one invocation: all its log lines bear these fields.
pub fn invocation_span(function: &'static str, request_id: &str) -> Span {
    tracing::info_span!("invocation", function, request_id, correlation_id = tracing::field::Empty)
}

/// An error with all its causes, for one field of a log line.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(jiff::Timestamp);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(clock::now())
    }

    /// Time since the start; nothing where the clock was set back.
    pub fn elapsed(self) -> Duration {
        Duration::try_from(clock::now().duration_since(self.0)).unwrap_or_default()
    }

    /// Whole milliseconds since the start.
    pub fn milliseconds(self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
