//! All functions of the template, built from their binaries with their own settings.

use std::{collections::BTreeMap, sync::Arc};

use platform::{
    config::Lookup,
    function::{BuildError, Function},
};
use serde_json::value::RawValue;

use super::{
    faults::Fault,
    invocation::{Hosted, InvokeError},
};
use crate::{arns, ids, registry::Binaries, template::FunctionSpec};

/// A function of the template that cannot be hosted.
#[derive(Debug, thiserror::Error)]
pub enum WiringError {
    /// `CodeUri` names a binary that is not built in.
    #[error("{function}: CodeUri names the binary `{binary}`, which is not hosted; there are {known}")]
    NoBinary {
        /// The resource.
        function: String,
        /// The binary that it names.
        binary: String,
        /// The binaries that are built in.
        known: String,
    },
    /// `Handler` names a handler that the binary does not have.
    #[error("{function}: the binary `{binary}` has no handler `{handler}`; there are {known}")]
    NoHandler {
        /// The resource.
        function: String,
        /// Its binary.
        binary: String,
        /// The handler that it names.
        handler: String,
        /// The handlers that the binary has.
        known: String,
    },
    /// Two functions have one name.
    #[error("two functions are named `{0}`")]
    SameName(String),
    /// The function's settings are not good.
    #[error("{function}: the function does not start")]
    Build {
        /// The resource.
        function: String,
        #[source]
        #[allow(missing_docs)]
        source: BuildError,
    },
}

/// The functions, by name.
#[derive(Debug)]
pub struct Functions(BTreeMap<String, Arc<Hosted>>);

impl Functions {
    /// Builds every function; the first one that cannot be built is the error.
    pub fn build(specs: &[FunctionSpec], binaries: &Binaries, endpoint_url: &str) -> Result<Self, WiringError> {
        let mut functions = BTreeMap::new();
        for spec in specs {
            let function = build(spec, binaries, endpoint_url)?;
            let hosted = Arc::new(Hosted::new(spec.clone(), function));
            if functions.insert(spec.name.clone(), hosted).is_some() {
                return Err(WiringError::SameName(spec.name.clone()));
            }
        }
        Ok(Self(functions))
    }

    /// The function that an invoker calls by name, `name:alias` or ARN.
    pub fn find(&self, qualified: &str) -> Result<&Arc<Hosted>, InvokeError> {
        let found = self.0.get(arns::function_name(qualified));
        found.ok_or_else(|| InvokeError::NotFound(arns::function(arns::function_name(qualified))))
    }

    /// Invokes a function by name, `name:alias` or ARN.
    pub async fn invoke(&self, qualified: &str, payload: Box<RawValue>) -> Result<Box<RawValue>, InvokeError> {
        self.invoke_as(ids::fresh(), qualified, payload).await
    }

    /// The same under an id that the invoker learns as well.
    pub async fn invoke_as(
        &self,
        request_id: String,
        qualified: &str,
        payload: Box<RawValue>,
    ) -> Result<Box<RawValue>, InvokeError> {
        self.find(qualified)?.invoke(request_id, payload).await
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Hosted>> {
        self.0.values()
    }

    /// The functions that a person calls by this name: handler, function or resource.
    pub fn called(&self, name: &str) -> impl Iterator<Item = &Arc<Hosted>> {
        self.all().filter(move |hosted| {
            [&hosted.spec.handler, &hosted.spec.name, &hosted.spec.logical_id].into_iter().any(|known| known == name)
        })
    }

    /// Injects a fault into the functions that a person calls by this name. Answers whether there is any.
    pub fn inject(&self, name: &str, fault: Fault) -> bool {
        self.called(name).map(|hosted| hosted.inject(fault)).count() > 0
    }
}

fn build(spec: &FunctionSpec, binaries: &Binaries, endpoint_url: &str) -> Result<Function, WiringError> {
    let known = || binaries.keys().cloned().collect::<Vec<_>>().join(", ");
    let binary = binaries.get(&spec.binary).ok_or_else(|| WiringError::NoBinary {
        function: spec.logical_id.clone(),
        binary: spec.binary.clone(),
        known: known(),
    })?;
    if !binary.handlers.contains(&spec.handler) {
        return Err(WiringError::NoHandler {
            function: spec.logical_id.clone(),
            binary: spec.binary.clone(),
            handler: spec.handler.clone(),
            known: binary.handlers.join(", "),
        });
    }
    let built = (binary.build)(&spec.handler, &spec.settings(endpoint_url, &spec.handler));
    built.map_err(|source| WiringError::Build { function: spec.logical_id.clone(), source })
}

impl FunctionSpec {
    /// What it finds in its environment.
    pub fn settings(&self, endpoint_url: &str, access_key: &str) -> Lookup {
        Lookup::of(self.variables(endpoint_url, access_key))
    }

    /// What the template and Lambda put into its environment, with an access key that tells by whom a request is signed.
    pub fn variables(&self, endpoint_url: &str, access_key: &str) -> Vec<(String, String)> {
        let memory = self.memory_mb.to_string();
        let of_lambda = [
            ("AWS_REGION", arns::REGION),
            ("AWS_DEFAULT_REGION", arns::REGION),
            ("AWS_ACCESS_KEY_ID", access_key),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_SESSION_TOKEN", "local"),
            ("AWS_ENDPOINT_URL", endpoint_url),
            ("AWS_LAMBDA_FUNCTION_NAME", &self.name),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
            ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
            ("_HANDLER", &self.handler),
        ];
        let of_lambda = of_lambda.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.environment.iter().cloned().chain(of_lambda).collect()
    }
}
