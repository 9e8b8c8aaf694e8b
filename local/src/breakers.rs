//! The circuit breakers of functions, as people and tests see them.

use platform::{
    breaker::{DynamoBreaker, Found, Position, SharedBreaker},
    clients::Aws,
    config::ConfigError,
};
use serde_json::{Value, json};

use crate::{arns, clock, lambda::Functions};

/// Settings that begin so say that a function has a breaker before each function that it calls.
const SETTING: &str = "BREAKER_";

/// The breakers, each with the handler of the function that it is about.
#[derive(Debug)]
pub struct Breakers(Vec<(String, DynamoBreaker)>);

impl Breakers {
    /// Those of these functions.
    pub fn of(functions: &Functions, endpoint_url: &str) -> Result<Self, ConfigError> {
        let mut breakers = Vec::new();
        for hosted in functions.all() {
            let environment = &hosted.spec.environment;
            if !environment.iter().any(|(name, _)| name.starts_with(SETTING)) {
                continue;
            }
            let lookup = hosted.spec.settings(endpoint_url, "dev");
            let aws = Aws::new(&lookup)?;
            for (_, callee) in environment.iter().filter(|(name, _)| name.ends_with("_FUNCTION")) {
                let known = functions.all().find(|other| other.spec.name == arns::function_name(callee));
                if let Some(callee) = known.map(|callee| callee.spec.handler.clone()) {
                    breakers.push((callee.clone(), DynamoBreaker::configured(&aws, &lookup, &callee)?));
                }
            }
        }
        Ok(Self(breakers))
    }

    /// How the breaker before a function stands; nothing where there is none.
    pub async fn before(&self, handler: &str) -> Option<Value> {
        let (_, breaker) = self.0.iter().find(|(callee, _)| callee == handler)?;
        Some(match breaker.read().await {
            Ok(found) => shown(&found),
            Err(error) => json!({ "error": platform::telemetry::chain(&error) }),
        })
    }
}

fn shown(found: &Found) -> Value {
    let (state, until) = match &found.position {
        Position::Closed => ("closed", None),
        Position::Open { probe: Some(probe), .. } if clock::now() < probe.until => ("half-open", Some(probe.until)),
        Position::Open { until, .. } => ("open", Some(*until)),
    };
    let counted = found.window.counted;
    json!({ "state": state, "until": until, "calls": counted.calls, "failures": counted.failures })
}
