//! Logs: one JSON object per line with top-level `timestamp` (RFC 3339), `level` and `message`, which Lambda's JSON log
//! filter wants, and the fields of every span around it, so that each line bears its correlation id.

use std::{error::Error, io::Write, time::Duration};

use json_subscriber::JsonLayer;
use tracing::{Span, Subscriber};
use tracing_subscriber::{
    EnvFilter, Registry,
    filter::filter_fn,
    fmt::time::SystemTime,
    layer::{Layer, SubscriberExt},
};

use crate::{
    clock,
    config::Lookup,
    metrics::{self, MetricLines, Origin},
};

/// Libraries that see requests and answers whole: what they say of them below `info` may hold what people sent. So
/// functions never log more of them, whatever their level.
pub const LIBRARIES: &str = "aws_config=info,aws_runtime=info,aws_sigv4=info,aws_smithy_http_client=info,\
                         aws_smithy_runtime=info,aws_smithy_runtime_api=info,aws_smithy_types=info,h2=info,hyper=info,\
                         hyper_util=info,lambda_http=info,lambda_runtime=info,lambda_runtime_api_client=info,\
                         rustls=info,tower=info";

/// Starts logging to standard output.
pub fn init(lookup: &Lookup) {
    // It fails only where a subscriber is set already: then that one logs.
    tracing::subscriber::set_global_default(subscriber(lookup, std::io::stdout)).ok();
}

/// What is logged, as an `EnvFilter` reads it: the level that the function's logging configuration has, `info` without one,
/// and never more than `info` of [`LIBRARIES`].
fn directives(lookup: &Lookup) -> String {
    let level = lookup.get("AWS_LAMBDA_LOG_LEVEL").unwrap_or_default().to_lowercase();
    match level.as_str() {
        "trace" | "debug" => format!("{level},{LIBRARIES}"),
        "warn" | "error" => level,
        "fatal" => "error".to_owned(),
        _ => "info".to_owned(),
    }
}

/// What writes log lines of the function's level and above, and metrics whatever its level is.
pub fn subscriber<M, W>(lookup: &Lookup, writer: M) -> impl Subscriber + Send + Sync + use<M, W>
where
    M: Fn() -> W + Send + Sync + 'static,
    W: Write + Send + 'static,
{
    let metrics = MetricLines::new(Origin::of(lookup), writer())
        .with_filter(filter_fn(|event| event.target() == metrics::TARGET));
    let mut layer = JsonLayer::new(writer);
    layer.with_timer("timestamp", SystemTime);
    layer.with_level("level");
    layer.with_flattened_event();
    layer.with_top_level_flattened_span_list();
    let lines = layer.with_filter(filter_fn(|event| event.target() != metrics::TARGET));
    let level = EnvFilter::new(format!("{},{}=info", directives(lookup), metrics::TARGET));
    Registry::default().with(level).with(lines).with(metrics)
}

/// The span of one invocation: all its log lines bear these fields, whatever their level; so the span has the highest.
pub fn invocation_span(function: &'static str, request_id: &str) -> Span {
    let (correlation_id, api_request_id) = (tracing::field::Empty, tracing::field::Empty);
    tracing::error_span!("invocation", function, request_id, correlation_id, api_request_id)
}

/// An error with all its causes, for one field of a log line.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = said(error);
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&said(cause));
        source = cause.source();
    }
    text
}

/// What an error says, without the value that does not fit: decoders quote it, and it may be a name.
fn said(error: &(dyn Error + 'static)) -> String {
    let text = error.to_string();
    if text.starts_with("missing field ") {
        return text;
    }
    if let Some(error) = error.downcast_ref::<serde_json::Error>() {
        let (kind, line, column) = (error.classify(), error.line(), error.column());
        return format!("{kind:?} error at line {line} column {column}").to_lowercase();
    }
    if error.is::<serde_dynamo::Error>() { "an attribute that does not fit".to_owned() } else { text }
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

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use testing::Lines;

    use super::*;

    #[test]
    fn libraries_that_see_requests_say_no_more_of_them_at_a_lower_level() {
        let lines = Lines::default();
        let writer = lines.clone();
        let lookup = Lookup::of([("AWS_LAMBDA_LOG_LEVEL", "DEBUG")]);
        tracing::subscriber::with_default(subscriber(&lookup, move || writer.clone()), || {
            tracing::debug!("ours");
            tracing::debug!(target: "aws_smithy_runtime::client", "theirs");
        });
        let text = lines.text();
        assert!(text.contains("ours") && !text.contains("theirs"), "{text}");
        assert_eq!(directives(&Lookup::of([("AWS_LAMBDA_LOG_LEVEL", "FATAL")])), "error");
        assert_eq!(directives(&Lookup::of([("AWS_LAMBDA_LOG_LEVEL", "WARNING")])), "info");
        assert_eq!(directives(&Lookup::of([("", "")])), "info");
    }

    #[test]
    fn what_a_client_sends_as_its_correlation_id_stays_one_text_in_one_line() {
        for id in ["\"},{\"level\":\"ERROR\"", "\\", "\\n\\u0000", "{\"a\":1}", "%0A", "\n{}\r\u{2028}\u{1b}[31m"] {
            let lines = Lines::default();
            let writer = lines.clone();
            let lookup = Lookup::of([("_HANDLER", "sell-ticket")]);
            tracing::subscriber::with_default(subscriber(&lookup, move || writer.clone()), || {
                let span = invocation_span("sell-ticket", "r-1");
                span.record("correlation_id", id);
                let _entered = span.enter();
                tracing::info!("answered");
            });
            let text = lines.text();
            assert_eq!(text.trim_end().split(|c: char| c.is_control()).count(), 1, "{text:?}");
            let line: Value = serde_json::from_str(&text).unwrap();
            assert_eq!((&line["correlation_id"], &line["level"]), (&id.into(), &"INFO".into()), "{text}");
        }
    }

    #[test]
    fn an_error_says_what_does_not_fit_and_not_what_it_holds() {
        let number = |json| chain(&serde_json::from_str::<u64>(json).unwrap_err());
        assert_eq!(number("\"Axolotl\""), "data error at line 1 column 9");
        assert_eq!(number("\"Axolotl"), "eof error at line 1 column 8");
        let nested = Nested(serde_json::from_str::<Ticket>("{}").unwrap_err());
        assert_eq!(chain(&nested), "no ticket: missing field `seat` at line 1 column 2");
        let attribute = serde_dynamo::AttributeValue::S("Axolotl".to_owned());
        let error = serde_dynamo::from_attribute_value::<_, u64>(attribute).unwrap_err();
        assert_eq!(chain(&error), "an attribute that does not fit");
    }

    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only to be decoded")]
    struct Ticket {
        seat: String,
    }

    #[derive(Debug, thiserror::Error)]
    #[error("no ticket")]
    struct Nested(#[source] serde_json::Error);

    #[test]
    fn where_only_warnings_are_logged_they_bear_their_correlation_id_and_metrics_are_written_all_the_same() {
        let lines = Lines::default();
        let writer = lines.clone();
        let lookup = Lookup::of([("_HANDLER", "sell-ticket"), ("AWS_LAMBDA_LOG_LEVEL", "WARN")]);
        tracing::subscriber::with_default(subscriber(&lookup, move || writer.clone()), || {
            let span = invocation_span("sell-ticket", "r-1");
            span.record("correlation_id", "corr-1");
            let _entered = span.enter();
            tracing::info!("quiet");
            metrics::count("TicketsSold", 2);
            tracing::warn!(duration_ms = 5, "slow");
        });
        let text = lines.text();
        let [metric, line] =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>().try_into().unwrap();
        assert_eq!((&metric["TicketsSold"], &metric["level"]), (&2.into(), &Value::Null), "{metric}");
        assert_eq!((&line["level"], &line["message"]), (&"WARN".into(), &"slow".into()), "{line}");
        assert_eq!((&line["correlation_id"], &line["function"]), (&"corr-1".into(), &"sell-ticket".into()), "{line}");
        assert!(line["timestamp"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok(), "{line}");
    }
}
