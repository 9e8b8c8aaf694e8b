//! Bounded context: money. One payment per reservation, charged once whatever gets lost on the way.
//!
//! `domain` decides; `charges` are the steps with the `provider`, the port to whoever moves the money; `commands` are what
//! callers ask for, `queries` what they read, `policies` what events and timers cause.

pub mod charges;
pub mod commands;
pub mod domain;
pub mod policies;
pub mod provider;
pub mod queries;
pub mod reconcilers;
mod settings;

use accommodation_contracts::{access, calls::ChargePayment};
use charges::Charges;
use commands::{
    charge_payment::{self, Earning},
    complete_payment,
};
use domain::Payment;
use platform::{
    breaker::{Breaker, DynamoBreaker},
    clients::Aws,
    config::{ConfigError, Lookup},
    function::{BuildError, Function},
    http::{self, Once},
    internal::{self, LambdaCallee},
    queue::{self, QueueAgain},
    schedule,
    store::{DynamoCopies, DynamoKeys, DynamoStore},
};
use policies::{note, refund_payment, settle_payment};
use provider::ConfiguredProvider;
use queries::{get_payment, payment_facts};
use reconcilers::reconcile_payments;

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &[
    "charge-payment",
    "complete-payment",
    "payment-facts",
    "get-payment",
    "refund-payment",
    "settle-payment",
    "note-promotion",
    "note-confirmation",
    "reconcile-payments",
];

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    let aws = || Aws::new(lookup);
    match handler {
        "charge-payment" => {
            let aws = aws()?;
            let ports = charge_payment::Ports {
                charges: charges(&aws, lookup)?,
                earning: Earning {
                    promotion: LambdaCallee::configured(&aws.lambda(), lookup, "SAVE_PROMOTION_FUNCTION")?,
                    timeout: settings::promotion_timeout(lookup)?,
                    breaker: Breaker::new(
                        DynamoBreaker::configured(&aws, lookup, "save-promotion")?,
                        settings::breaker(lookup)?,
                    ),
                },
                reminders: QueueAgain::configured(&aws, lookup, "SETTLE_QUEUE_URL")?,
            };
            Ok(internal::function("charge-payment", ports, charge_payment::handle))
        }
        "complete-payment" => {
            let aws = aws()?;
            let (lambda, keys) = (aws.lambda(), DynamoKeys::configured(&aws, lookup)?);
            let ports = complete_payment::Ports {
                beginning: LambdaCallee::configured(&lambda, lookup, "BEGIN_PAYMENT_FUNCTION")?,
                charging: LambdaCallee::configured(&lambda, lookup, "CHARGE_PAYMENT_FUNCTION")?
                    .needing(ChargePayment::LEAST),
                confirming: LambdaCallee::configured(&lambda, lookup, "CONFIRM_PAYMENT_FUNCTION")?,
            };
            Ok(http::command(&access::COMPLETE_PAYMENT, ports, keys, Once::StepByStep, complete_payment::handle))
        }
        "payment-facts" => {
            let payments = DynamoStore::configured(&aws()?, lookup)?;
            Ok(internal::function("payment-facts", payments, payment_facts::handle))
        }
        "get-payment" => {
            let payments = DynamoStore::configured(&aws()?, lookup)?;
            Ok(http::function(&access::GET_PAYMENT, payments, get_payment::handle))
        }
        "refund-payment" => {
            let aws = aws()?;
            let ports = refund_payment::Ports {
                charges: charges(&aws, lookup)?,
                revoking: LambdaCallee::configured(&aws.lambda(), lookup, "REVOKE_PROMOTION_FUNCTION")?,
            };
            Ok(queue::function("refund-payment", ports, refund_payment::handle))
        }
        "settle-payment" => {
            let aws = aws()?;
            let timer = QueueAgain::configured(&aws, lookup, "SETTLE_QUEUE_URL")?;
            let charges = charges(&aws, lookup)?;
            Ok(queue::timer_function("settle-payment", charges, timer, settle_payment::handle))
        }
        "note-promotion" => {
            let payments = DynamoStore::configured(&aws()?, lookup)?;
            Ok(queue::function("note-promotion", payments, note::promotion))
        }
        "note-confirmation" => {
            let payments = DynamoStore::configured(&aws()?, lookup)?;
            Ok(queue::function("note-confirmation", payments, note::confirmation))
        }
        "reconcile-payments" => {
            let aws = aws()?;
            let lambda = aws.lambda();
            let ports = reconcile_payments::Ports {
                charges: charges(&aws, lookup)?,
                confirming: LambdaCallee::configured(&lambda, lookup, "CONFIRM_PAYMENT_FUNCTION")?,
                saving: LambdaCallee::configured(&lambda, lookup, "SAVE_PROMOTION_FUNCTION")?,
                after: settings::reconcile_after(lookup)?,
            };
            Ok(schedule::function("reconcile-payments", ports, reconcile_payments::handle))
        }
        other => Err(BuildError::unknown_handler(other, HANDLERS)),
    }
}

type OwnCharges = Charges<DynamoStore<Payment>, ConfiguredProvider<DynamoCopies>>;

fn charges(aws: &Aws, lookup: &Lookup) -> Result<OwnCharges, ConfigError> {
    Ok(Charges {
        payments: DynamoStore::configured(aws, lookup)?,
        provider: ConfiguredProvider::configured(aws, lookup)?,
        timeout: settings::provider_timeout(lookup)?,
    })
}
