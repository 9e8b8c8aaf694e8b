//! Metrics in `CloudWatch`'s embedded metric format: log lines that it makes metrics of
//! (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>).
//! No call, no agent, and no time of the request's.

use std::{
    collections::BTreeMap,
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

/// What is counted whose name no metric can have.
pub const UNNAMED: &str = "Unnamed";

/// How many metrics a line can have.
const MOST: usize = 100;
/// Metrics of one name are told apart by it.
const DIMENSION: &str = "Function";
/// The members of a line that are no metrics.
const OTHERS: [&str; 2] = ["_aws", DIMENSION];
/// What the name of a hook begins with, as CodeDeploy's role may invoke no other functions.
const HOOK: &str = "CodeDeployHook_";

/// Counts something that an operator asks for.
pub fn count(metric: &'static str, value: u64) {
    tracing::info!(target: TARGET, metric, unit = "Count", value);
}

/// Counts several things at once, in as few lines as can hold them. Names that are not made here, such as those of
/// events, are welcome: what cannot be a metric's name is counted as [`UNNAMED`].
pub fn counts<'a>(counts: impl IntoIterator<Item = (&'a str, u64)>) {
    let mut named: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, value) in counts {
        *named.entry(if is_name(name) { name } else { UNNAMED }).or_default() += value;
    }
    let named: Vec<(&str, u64)> = named.into_iter().collect();
    for counts in named.chunks(MOST) {
        tracing::info!(target: TARGET, counts = json!(counts).to_string(), unit = "Count");
    }
}

/// Takes down how long something took.
pub fn milliseconds(metric: &'static str, value: u64) {
    tracing::info!(target: TARGET, metric, unit = "Milliseconds", value);
}

/// Whether CloudWatch takes a metric of this name: 1 to 255 printable characters of ASCII, not all of them blanks.
fn is_name(name: &str) -> bool {
    let is_printable = name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    is_printable && (1..=255).contains(&name.len()) && !name.trim().is_empty() && !OTHERS.contains(&name)
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
    counts: Vec<(String, u64)>,
}

impl Fields {
    /// Names and values of all metrics of a line.
    fn metrics(&self) -> Vec<(&str, u64)> {
        if self.counts.is_empty() {
            return vec![(&self.metric, self.value)];
        }
        self.counts.iter().map(|(name, value)| (name.as_str(), *value)).collect()
    }
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
            "counts" => self.counts = serde_json::from_str(value).unwrap_or_default(),
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
    let metrics = fields.metrics();
    let described: Vec<Value> = metrics.iter().map(|(name, _)| json!({ "Name": name, "Unit": fields.unit })).collect();
    let mut line = json!({
        "_aws": {
            "Timestamp": now,
            "CloudWatchMetrics": [{
                "Namespace": origin.namespace,
                "Dimensions": [[DIMENSION]],
                "Metrics": described,
            }],
        },
        DIMENSION: origin.function,
    });
    for (name, value) in metrics {
        line[name] = json!(value);
    }
    line
}

#[cfg(test)]
mod tests {
    use testing::Lines;

    use super::*;
    use crate::telemetry::subscriber;

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
        let fields = Fields { metric: "TicketsSold".into(), unit: "Count".into(), value: 2, ..Fields::default() };
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

    /// The lines that counting these makes.
    fn lines(named: &[(&str, u64)]) -> Vec<Value> {
        let lines = Lines::default();
        let writer = lines.clone();
        let lookup = Lookup::of([("_HANDLER", "relay"), ("AWS_LAMBDA_FUNCTION_NAME", "cinema-dev-relay")]);
        tracing::subscriber::with_default(subscriber(&lookup, move || writer.clone()), || {
            counts(named.iter().copied());
        });
        lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn several_counts_are_one_line() {
        let [line] = lines(&[("TicketSold", 2), ("TicketLost", 1), ("TicketSold", 3)]).try_into().unwrap();
        let metrics = json!([{ "Name": "TicketLost", "Unit": "Count" }, { "Name": "TicketSold", "Unit": "Count" }]);
        assert_eq!(line["_aws"]["CloudWatchMetrics"][0]["Metrics"], metrics);
        assert_eq!((&line["TicketSold"], &line["TicketLost"]), (&json!(5), &json!(1)), "{line}");
        assert_eq!(
            (&line["Function"], line["_aws"]["CloudWatchMetrics"][0]["Namespace"].as_str()),
            (&json!("relay"), Some("cinema-dev"))
        );
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn what_cannot_be_a_name_is_counted_without_one() {
        let long = "x".repeat(256);
        for name in ["", " ", "좌석", "two\nlines", "tab\t", "\u{7f}", "_aws", "Function", &long] {
            let [line] = lines(&[(name, 2), ("TicketSold", 1)]).try_into().unwrap();
            assert_eq!((&line[UNNAMED], &line["TicketSold"]), (&json!(2), &json!(1)), "{name}: {line}");
            assert_eq!((&line["Function"], line.as_object().unwrap().len()), (&json!("relay"), 4), "{name}: {line}");
        }
        for name in ["a", "TicketSold", "ticket sold (v2) \"again\"", &long[1..]] {
            let [line] = lines(&[(name, 1)]).try_into().unwrap();
            assert_eq!(line[name], 1, "{line}");
        }
    }

    #[test]
    fn no_line_has_more_metrics_than_cloudwatch_reads() {
        let names: Vec<String> = (0..230).map(|number| format!("Event{number:03}")).collect();
        let many: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let sizes = lines(&many).into_iter().map(|line| line.as_object().unwrap().len() - 2);
        assert_eq!(sizes.collect::<Vec<_>>(), [100, 100, 30]);
    }
}
