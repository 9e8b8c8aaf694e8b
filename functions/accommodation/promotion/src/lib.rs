//! Bounded context: what a payment earns. Exactly one promotion per payment, and none without one.
//!
//! `domain` decides, by a policy that operators set; `commands` are what callers ask for, `queries` what they read,
//! `policies` what events cause.

pub mod commands;
pub mod domain;
pub mod policies;
pub mod queries;
mod settings;

use accommodation_contracts::access;
use commands::{grant_promotion, redeem_coupon, revoke_promotion, save_promotion};
use domain::Promotion;
use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
    function::{BuildError, Function},
    http::{self, Once},
    internal::{self, LambdaCallee},
    queue,
    store::{DynamoKeys, DynamoStore},
};
use policies::{grant_deferred_promotion, revoke_refunded_promotion};
use queries::{get_promotion, list_promotions};

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &[
    "save-promotion",
    "grant-promotion",
    "get-promotion",
    "list-promotions",
    "redeem-coupon",
    "revoke-promotion",
    "grant-deferred-promotion",
    "revoke-refunded-promotion",
];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    match handler {
        "save-promotion" => Ok(internal::function("save-promotion", granting(lookup)?, save_promotion::handle)),
        "grant-promotion" => {
            let aws = Aws::new(lookup)?;
            let (lambda, keys) = (aws.lambda(), DynamoKeys::configured(&aws, lookup)?);
            let ports = grant_promotion::Ports {
                facts: LambdaCallee::configured(&lambda, lookup, "PAYMENT_FACTS_FUNCTION")?,
                saving: LambdaCallee::configured(&lambda, lookup, "SAVE_PROMOTION_FUNCTION")?,
            };
            Ok(http::command(&access::GRANT_PROMOTION, ports, keys, Once::StepByStep, grant_promotion::handle))
        }
        "get-promotion" => Ok(http::function(&access::GET_PROMOTION, promotions(lookup)?, get_promotion::handle)),
        "list-promotions" => Ok(http::function(&access::LIST_PROMOTIONS, promotions(lookup)?, list_promotions::handle)),
        "redeem-coupon" => {
            let promotions = promotions(lookup)?;
            let keys = promotions.clone();
            Ok(http::command(&access::REDEEM_COUPON, promotions, keys, Once::InOneWrite, redeem_coupon::handle))
        }
        "revoke-promotion" => Ok(internal::function("revoke-promotion", promotions(lookup)?, revoke_promotion::handle)),
        "revoke-refunded-promotion" => {
            let promotions = promotions(lookup)?;
            Ok(queue::function("revoke-refunded-promotion", promotions, revoke_refunded_promotion::handle))
        }
        "grant-deferred-promotion" => {
            Ok(queue::function("grant-deferred-promotion", granting(lookup)?, grant_deferred_promotion::handle))
        }
        other => Err(BuildError::unknown_handler(other, HANDLERS)),
    }
}

fn promotions(lookup: &Lookup) -> Result<DynamoStore<Promotion>, ConfigError> {
    DynamoStore::configured(&Aws::new(lookup)?, lookup)
}

fn granting(lookup: &Lookup) -> Result<save_promotion::Ports<DynamoStore<Promotion>>, ConfigError> {
    Ok(save_promotion::Ports { promotions: promotions(lookup)?, policy: settings::policy(lookup)? })
}
