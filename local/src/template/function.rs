//! A Lambda function of the template.

use std::time::Duration;

use super::{TemplateError, properties::Properties};

/// Timeout and memory where the template gives none: Lambda's defaults.
const DEFAULT_TIMEOUT_SECONDS: u64 = 3;
const DEFAULT_MEMORY_MB: u32 = 128;

/// One function, as the template describes it.
#[derive(Debug, Clone)]
pub struct FunctionSpec {
    /// Name of the resource in the template.
    pub logical_id: String,
    /// Name of the function on AWS.
    pub name: String,
    /// The bootstrap binary that its code is in: the last segment of `CodeUri`.
    pub binary: String,
    /// Which handler of that binary.
    pub handler: String,
    /// When Lambda stops an invocation.
    pub timeout: Duration,
    /// How much memory it has.
    pub memory_mb: u32,
    /// How many invocations may run at once; `None` is as many as come.
    pub reserved_concurrency: Option<usize>,
    /// Environment variables that the template sets.
    pub environment: Vec<(String, String)>,
}

impl FunctionSpec {
    /// Reads a function's resolved properties.
    pub(super) fn read(logical_id: &str, name: String, properties: &Properties) -> Result<Self, TemplateError> {
        properties.refuse(&["ImageUri", "InlineCode", "FunctionUrlConfig"])?;
        let code = properties.required("CodeUri")?;
        let binary = code.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let timeout = properties.integer("Timeout")?.unwrap_or(DEFAULT_TIMEOUT_SECONDS);
        Ok(Self {
            logical_id: logical_id.to_owned(),
            name,
            binary,
            handler: properties.required("Handler")?,
            timeout: Duration::from_secs(timeout),
            memory_mb: properties.integer("MemorySize")?.unwrap_or(DEFAULT_MEMORY_MB),
            reserved_concurrency: properties.integer("ReservedConcurrentExecutions")?,
            environment: properties.child("Environment").texts("Variables")?,
        })
    }
}
