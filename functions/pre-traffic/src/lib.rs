//! The hook that CodeDeploy invokes before a new version of a function gets traffic: a version that does not start, or does
//! not answer as this system's code does, gets none.
//!
//! `deployments` is CodeDeploy with its `app_spec`, `versions` are the functions to be checked, `probe` is what a version is
//! asked and how its answer is judged, and `check` goes through with it.

pub mod app_spec;
pub mod check;
pub mod deployments;
pub mod probe;
pub mod versions;

use std::time::Duration;

use aws_smithy_types::retry::RetryConfig;
use deployments::CodeDeploy;
use platform::{
    clients::Aws,
    config::Lookup,
    function::{BuildError, Function},
};
use versions::LambdaVersions;

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["check-version"];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    if handler != "check-version" {
        return Err(BuildError::unknown_handler(handler, HANDLERS));
    }
    let aws = Aws::new(lookup)?;
    // All functions of a stack are deployed at once, and so are their hooks: being throttled is to be expected, and there is
    // nobody who waits for milliseconds.
    let patient = RetryConfig::standard().with_max_attempts(8).with_initial_backoff(Duration::from_millis(500));
    Ok(check::function(check::Ports {
        deployments: CodeDeploy::configured(&aws, patient.clone()),
        versions: LambdaVersions::configured(&aws, patient),
    }))
}
