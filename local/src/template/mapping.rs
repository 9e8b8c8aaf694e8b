//! Event source mappings: which stream or queue invokes which function, written as a function's event or by itself.

use std::time::Duration;

use super::{TemplateError, properties::Properties};
use crate::arns;

/// What a mapping reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MappingSource {
    /// The stream of the table of this name.
    Stream(String),
    /// The queue of this name.
    Queue(String),
}

/// One mapping.
#[derive(Debug, Clone)]
pub struct MappingSpec {
    /// What its position is kept under: function and event, as the template names them.
    pub id: String,
    /// Name of the function that it invokes.
    pub function: String,
    /// What it reads.
    pub source: MappingSource,
    /// How many records or messages one invocation gets at most.
    pub batch_size: usize,
    /// Patterns of which one must match, as JSON; none lets all through.
    pub filters: Vec<String>,
    /// Whether the function's answer names what failed (`ReportBatchItemFailures`).
    pub partial_failures: bool,
    /// Whether a stream's failed batch is halved.
    pub bisect: bool,
    /// How often a stream's failed batch is tried again; `None` is for ever.
    pub retries: Option<u32>,
    /// How old a stream's record may be; `None` is as old as it gets.
    pub record_age: Option<Duration>,
    /// Name of the queue that learns of a stream's batch that was given up.
    pub failure_queue: Option<String>,
    /// How many invocations a queue may have at once.
    pub concurrency: Option<usize>,
    /// Whether a stream's new mapping starts at the oldest record.
    pub from_oldest: bool,
}

impl MappingSpec {
    /// Reads a mapping of the source with this ARN; one that is disabled is none.
    pub(super) fn read(
        id: String,
        function: &str,
        source: &str,
        properties: &Properties,
    ) -> Result<Option<Self>, TemplateError> {
        if properties.text("Enabled")?.is_some_and(|enabled| enabled == "false") {
            return Ok(None);
        }
        properties.refuse(&["TumblingWindowInSeconds"])?;
        let source = match arns::table_of_stream(source) {
            Some(table) => MappingSource::Stream(table.to_owned()),
            None if source.starts_with("arn:aws:sqs:") => MappingSource::Queue(arns::last_segment(source).to_owned()),
            None => return Err(TemplateError::not_hosted(properties.at(), format!("the event source {source}"))),
        };
        let default_batch = if matches!(source, MappingSource::Stream(_)) { 100 } else { 10 };
        let filters = properties.child("FilterCriteria").children("Filters");
        let destination = properties.child("DestinationConfig").child("OnFailure").text("Destination")?;
        let responses = properties.get("FunctionResponseTypes").map(ToString::to_string).unwrap_or_default();
        // -1 is what AWS writes for "without limit".
        let limit = |key| properties.integer::<i64>(key).map(|limit| limit.and_then(|limit| u32::try_from(limit).ok()));
        Ok(Some(Self {
            id,
            function: arns::function_name(function).to_owned(),
            source,
            batch_size: properties.integer("BatchSize")?.unwrap_or(default_batch),
            filters: filters.iter().map(|filter| filter.required("Pattern")).collect::<Result<_, _>>()?,
            partial_failures: responses.contains("ReportBatchItemFailures"),
            bisect: properties.flag("BisectBatchOnFunctionError")?,
            retries: limit("MaximumRetryAttempts")?,
            record_age: limit("MaximumRecordAgeInSeconds")?.map(|seconds| Duration::from_secs(seconds.into())),
            failure_queue: destination.map(|arn| arns::last_segment(&arn).to_owned()),
            concurrency: properties.child("ScalingConfig").integer("MaximumConcurrency")?,
            from_oldest: properties.text("StartingPosition")?.is_none_or(|position| position != "LATEST"),
        }))
    }
}
