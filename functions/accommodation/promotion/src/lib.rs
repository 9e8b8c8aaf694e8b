//! Bounded context: what a payment earns. Exactly one promotion per payment, and none without one.
//!
//! `domain` decides, by a policy that operators set; `commands` are what callers ask for, `queries` what they read,
//! `policies` what events cause.

pub mod commands;
pub mod domain;
pub mod policies;
pub mod queries;
mod settings;

use commands::{grant_promotion, save_promotion};
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
    function::{BuildError, Function},
    http,
    internal::{self, LambdaCallee},
    queue,
    store::DynamoStore,
};
use policies::grant_deferred_promotion;
use queries::get_promotion;

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["save-promotion", "grant-promotion", "get-promotion", "grant-deferred-promotion"];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    match handler {
        "save-promotion" => Ok(internal::function("save-promotion", granting(lookup)?, save_promotion::handle)),
        "grant-promotion" => {
            let lambda = Aws::new(lookup)?.lambda();
            let ports = grant_promotion::Ports {
                facts: LambdaCallee::configured(&lambda, lookup, "PAYMENT_FACTS_FUNCTION")?,
                saving: LambdaCallee::configured(&lambda, lookup, "SAVE_PROMOTION_FUNCTION")?,
            };
            Ok(http::function("grant-promotion", ports, grant_promotion::handle))
        }
        "get-promotion" => {
            let promotions = DynamoStore::configured(&Aws::new(lookup)?, lookup)?;
            Ok(http::function("get-promotion", promotions, get_promotion::handle))
        }
        "grant-deferred-promotion" => {
            Ok(queue::function("grant-deferred-promotion", granting(lookup)?, grant_deferred_promotion::handle))
        }
        other => Err(BuildError::unknown_handler(other, HANDLERS)),
    }
}

fn granting(lookup: &Lookup) -> Result<save_promotion::Ports<DynamoStore<domain::Promotion>>, ConfigError> {
    let promotions = DynamoStore::configured(&Aws::new(lookup)?, lookup)?;
    Ok(save_promotion::Ports { promotions, policy: settings::policy(lookup)? })
}
