//! Why a template cannot be hosted.

use std::path::PathBuf;

/// Each variant names the place in the template and what is wrong there.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The file is not there or not readable.
    #[error("cannot read the template {}", path.display())]
    Unreadable {
        /// Where it was looked for.
        path: PathBuf,
        #[source]
        #[allow(missing_docs)]
        source: std::io::Error,
    },
    /// The file is not YAML.
    #[error("the template is not YAML")]
    NotYaml(#[from] yaml_serde::Error),
    /// A kind of resource, or a feature of one, that is not hosted here and must not silently be missing.
    #[error("{at}: {what} is not hosted locally")]
    NotHosted {
        /// Place in the template.
        at: String,
        /// The kind or feature.
        what: String,
    },
    /// A reference to something that the template does not have.
    #[error("{at}: nothing in the template is named `{name}`")]
    Unknown {
        /// Place in the template.
        at: String,
        /// What was referred to.
        name: String,
    },
    /// Something whose value depends on itself.
    #[error("{at}: `{name}` is defined by itself")]
    Circular {
        /// Place in the template.
        at: String,
        /// What is defined.
        name: String,
    },
    /// A parameter that is used has neither default nor override.
    #[error("parameter {0} has no default: give --parameter-overrides {0}=…")]
    NoValue(String),
    /// An override of a parameter that does not exist, or with a value that is not allowed.
    #[error("--parameter-overrides {name}={value}: {problem}")]
    Override {
        /// The parameter.
        name: String,
        /// What it was to be.
        value: String,
        /// Why it cannot.
        problem: String,
    },
    /// A property is missing or of another shape.
    #[error("{at}: expected {expected}")]
    Expected {
        /// Place in the template.
        at: String,
        /// What should be there.
        expected: String,
    },
}

impl TemplateError {
    /// A property that is missing or of another shape.
    pub(super) fn expected(at: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::Expected { at: at.into(), expected: expected.into() }
    }

    /// Something that AWS has and this host has not.
    pub(super) fn not_hosted(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self::NotHosted { at: at.into(), what: what.into() }
    }
}
