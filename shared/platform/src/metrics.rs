//! Metrics in `CloudWatch`'s embedded metric format: log lines that it makes metrics of
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).
//! No call, no agent, and no time of the request's.

use std::{
    fmt::Debug,
    io::Write,
    sync::{Mutex, PoisonError},
};

use serde_json::{Value, json};
use tracing::{Event, Subscriber, field::Visit};
use tracing_subscriber::{Layer, layer::Context};

use crate::{clock, config::Lookup};

/// The target of events that are metrics.
pub(crate) const TARGET: &str = "metrics";

/// What the name of a hook begins with, as CodeDeploy's role may invoke no other functions.
const HOOK: &str = "CodeDeployHook_";

/// Counts something that an operator asks for.
pub fn count(metric: &'static str, value: u64) {
    tracing::info!(target: TARGET, metric, unit = "Count", value);
}

/// Takes down how long something took.
pub fn milliseconds(metric: &'static str, value: u64) {
    tracing::info!(target: TARGET, metric, unit = "Milliseconds", value);
}

/// Whose metrics they are: the stack's, by function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    namespace: String,
    function: String,
}

impl Origin {
    /// Read from what Lambda sets. A function is named by its stack and its handler: what is before the handler names the
    /// stack.
    pub(crate) fn of(lookup: &Lookup) -> Self {
        let function = lookup.get("_HANDLER").unwrap_or_else(|| "unknown".to_owned());
        let name = lookup.get("AWS_LAMBDA_FUNCTION_NAME").unwrap_or_default();
        let name = name.strip_prefix(HOOK).unwrap_or(&name);
        let stack = name.strip_suffix(&function).map(|stack| stack.trim_end_matches('-'));
        let namespace = stack.filter(|stack| !stack.is_empty()).unwrap_or("Functions").to_owned();
        Self { namespace, function }
    }
}

/// Writes metrics, one line each.
pub(crate) struct MetricLines<W> {
    origin: Origin,
    writer: Mutex<W>,
}

impl<W: Write> MetricLines<W> {
    pub(crate) const fn new(origin: Origin, writer: W) -> Self {
        Self { origin, writer: Mutex::new(writer) }
    }
}

#[derive(Default)]
struct Fields {
    metric: String,
    unit: String,
    value: u64,
}

impl Visit for Fields {
    fn record_u64(&mut self, field: &tracing::field::Field, value: u64) {
        if field.name() == "value" {
            self.value = value;
        }
    }

    fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
        match field.name() {
            "metric" => value.clone_into(&mut self.metric),
            "unit" => value.clone_into(&mut self.unit),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &tracing::field::Field, _: &dyn Debug) {}
}

impl<S: Subscriber, W: Write + Send + 'static> Layer<S> for MetricLines<W> {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let line = line(&self.origin, &fields, clock::now().as_millisecond());
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A metric that cannot be written is lost; so is a log line.
        writeln!(writer, "{line}").ok();
    }
}

fn line(origin: &Origin, fields: &Fields, now: i64) -> Value {
    let mut line = json!({
        "_aws": {
            "Timestamp": now,
            "CloudWatchMetrics": [{
                "Namespace": origin.namespace,
                "Dimensions": [["Function"]],
                "Metrics": [{ "Name": fields.metric, "Unit": fields.unit }],
            }],
        },
        "Function": origin.function,
    });
    line[&fields.metric] = json!(fields.value);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stack_is_what_the_functions_name_begins_with() {
        let origin = |name: &str| {
            Origin::of(&Lookup::of([("_HANDLER", "sell-ticket"), ("AWS_LAMBDA_FUNCTION_NAME", name)])).namespace
        };
        assert_eq!(origin("cinema-dev-sell-ticket"), "cinema-dev");
        assert_eq!(origin("CodeDeployHook_cinema-dev-sell-ticket"), "cinema-dev");
        assert_eq!(origin("sell-ticket"), "Functions");
        assert_eq!(origin("another"), "Functions");
    }

    #[test]
    fn a_line_is_what_cloudwatch_reads() {
        let origin = Origin { namespace: "cinema-dev".into(), function: "sell-ticket".into() };
        let fields = Fields { metric: "TicketsSold".into(), unit: "Count".into(), value: 2 };
        let expected = json!({
            "_aws": {
                "Timestamp": 7,
                "CloudWatchMetrics": [{
                    "Namespace": "cinema-dev",
                    "Dimensions": [["Function"]],
                    "Metrics": [{ "Name": "TicketsSold", "Unit": "Count" }],
                }],
            },
            "Function": "sell-ticket",
            "TicketsSold": 2,
        });
        assert_eq!(line(&origin, &fields, 7), expected);
    }
}
