//! Bounded context: money. One payment per reservation, charged once whatever gets lost on the way.
//!
//! `domain` decides; `provider` is the port to whoever moves the money; `commands` are what callers ask for, `queries`
//! what they read.

pub mod commands;
pub mod domain;
pub mod provider;
pub mod queries;
mod settings;

use commands::{charge_payment, complete_payment};
use platform::{
    clients::Aws,
    config::Lookup,
    function::{BuildError, Function},
    http,
    internal::{self, LambdaCallee},
    store::{DynamoCopies, DynamoStore},
};
use provider::SimulatedProvider;
use queries::{get_payment, payment_facts};

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["charge-payment", "complete-payment", "payment-facts", "get-payment"];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    let aws = || Aws::new(lookup);
    match handler {
        "charge-payment" => {
            let aws = aws()?;
            let timeouts = settings::timeouts(lookup)?;
            let ports = charge_payment::Ports {
                payments: DynamoStore::configured(&aws, lookup)?,
                provider: SimulatedProvider::new(DynamoCopies::configured(&aws, lookup)?),
                promotion: LambdaCallee::configured(&aws.lambda(), lookup, "SAVE_PROMOTION_FUNCTION")?,
                timeouts,
            };
            Ok(internal::function("charge-payment", ports, charge_payment::handle))
        }
        "complete-payment" => {
            let lambda = aws()?.lambda();
            let ports = complete_payment::Ports {
                beginning: LambdaCallee::configured(&lambda, lookup, "BEGIN_PAYMENT_FUNCTION")?,
                charging: LambdaCallee::configured(&lambda, lookup, "CHARGE_PAYMENT_FUNCTION")?,
                confirming: LambdaCallee::configured(&lambda, lookup, "CONFIRM_PAYMENT_FUNCTION")?,
            };
            Ok(http::function("complete-payment", ports, complete_payment::handle))
        }
        "payment-facts" => {
            let payments = DynamoStore::configured(&aws()?, lookup)?;
            Ok(internal::function("payment-facts", payments, payment_facts::handle))
        }
        "get-payment" => {
            let payments = DynamoStore::configured(&aws()?, lookup)?;
            Ok(http::function("get-payment", payments, get_payment::handle))
        }
        other => Err(BuildError::unknown_handler(other, HANDLERS)),
    }
}
