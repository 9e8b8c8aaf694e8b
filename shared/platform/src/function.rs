//! What a Lambda function is to whoever hosts it: JSON in, JSON out. `lambda_runtime` hosts it on AWS and the local
//! host on a developer's machine, with the very same payloads.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use jiff::Timestamp;
use serde_json::value::RawValue;

use crate::config::ConfigError;

type Answer = Pin<Box<dyn Future<Output = Result<Box<RawValue>, FunctionError>> + Send>>;

/// One call of a function.
#[derive(Debug)]
pub struct Invocation {
    /// The event, exactly as the service that invokes sends it.
    pub payload: Box<RawValue>,
    /// Lambda's id of this call.
    pub request_id: String,
    /// When Lambda will stop the function.
    pub deadline: Timestamp,
}

/// A function that is ready to be invoked, any number of times and concurrently.
#[derive(Clone)]
pub struct Function(Arc<dyn Fn(Invocation) -> Answer + Send + Sync>);

impl Function {
    /// Makes a function of an async closure over its ports.
    pub fn new<F, Fut>(handler: F) -> Self
    where
        F: Fn(Invocation) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Box<RawValue>, FunctionError>> + Send + 'static,
    {
        Self(Arc::new(move |invocation| Box::pin(handler(invocation))))
    }

    /// Invokes it.
    pub async fn call(&self, invocation: Invocation) -> Result<Box<RawValue>, FunctionError> {
        (self.0)(invocation).await
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Function")
    }
}

/// A failed invocation, in the shape in which Lambda reports it to the invoker.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error_type}: {message}")]
pub struct FunctionError {
    /// `errorType` of Lambda's error object.
    pub error_type: String,
    /// `errorMessage` of Lambda's error object.
    pub message: String,
}

impl FunctionError {
    /// The type for an event that is not what the function's trigger sends.
    pub const INVALID_EVENT: &str = "InvalidEvent";
    /// The type for a payload that is no call of an internal function.
    pub const INVALID_CALL: &str = "InvalidCall";

    /// Whether an error of this type says that the function works, and was sent something that is not for it: it has done
    /// nothing.
    pub fn is_refusal(error_type: &str) -> bool {
        [Self::INVALID_EVENT, Self::INVALID_CALL].contains(&error_type)
    }

    /// An error of the given type.
    pub fn new(error_type: &str, message: impl fmt::Display) -> Self {
        Self { error_type: error_type.to_owned(), message: message.to_string() }
    }
}

/// Why a function could not be built at its start.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The template names a handler that this binary does not have.
    #[error("no handler is named `{name}` here; there are {known}")]
    UnknownHandler {
        /// What `_HANDLER` said.
        name: String,
        /// The handlers that exist, comma-separated.
        known: String,
    },
    /// A setting is missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

impl BuildError {
    /// The error for a handler that is not in `known`.
    pub fn unknown_handler(name: &str, known: &[&str]) -> Self {
        Self::UnknownHandler { name: name.to_owned(), known: known.join(", ") }
    }
}
